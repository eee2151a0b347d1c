package dev.portledger.local;

import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.local.data.DataFolder;
import dev.portledger.local.data.DiskWatch;
import dev.portledger.local.data.Run;
import dev.portledger.local.data.RunFile;
import dev.portledger.local.data.Secret;
import dev.portledger.local.postgres.Cluster;
import dev.portledger.local.postgres.Database;
import dev.portledger.local.postgres.Postgres;
import dev.portledger.local.postgres.Postmaster;
import dev.portledger.local.postgres.Programs;
import dev.portledger.local.process.Part;
import dev.portledger.local.process.ProcFs;
import dev.portledger.local.process.Spawner;
import dev.portledger.local.process.Supervised;
import dev.portledger.local.terminal.Exit;
import dev.portledger.local.terminal.Progress;
import dev.portledger.local.terminal.Trouble;
import java.io.IOException;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code portledger up}: database, server and agent as our children, started as far as possible at the same time, kept running, and
 * ended in order.
 */
final class Up {

    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final int MOST_DEATHS_AT_START = 3;

    private final Options options;
    private final Progress progress;
    private final DataFolder data;
    private final RunFile runFile;
    private final Ending ending;
    private final Spawner spawner = new Spawner();
    private final Instant since = Instant.now();
    private final List<Supervised> parts = new ArrayList<>();

    private Up(Options options, Progress progress, DataFolder data, RunFile runFile, Ending ending) {
        this.options = options;
        this.progress = progress;
        this.data = data;
        this.runFile = runFile;
        this.ending = ending;
    }

    /** Returns only by an exception: a run ends when the process is told to end. */
    static void run(Options options, Progress progress) throws Trouble, IOException, InterruptedException {
        DataFolder data = DataFolder.open(options.data());
        RunFile runFile = RunFile.lock(data);
        Ending ending = new Ending(progress, runFile::clear);
        ending.armed();
        try {
            new Up(options, progress, data, runFile, ending).run();
        } catch (Trouble trouble) {
            ending.because(trouble.exit());
            throw trouble;
        } catch (IOException unusable) {
            ending.because(Exit.DATA_FOLDER);
            throw unusable;
        }
    }

    private void run() throws Trouble, IOException, InterruptedException {
        progress.say("Portledger keeps its data in " + data.root());
        Cluster cluster = Cluster.of(data, Programs.unpackedIn(data.postgres()));
        new Leftovers(runFile.read(), new Postmaster(cluster), progress).end();
        new Port(options.port(), new Jvm(options.home())).mustBeFree();
        if (!cluster.made()) {
            progress.step("database", "making its files, this once");
            cluster.make();
        }
        Database database = new Database(cluster, Port.anyFree());
        Secret enrolmentToken = Secret.madeIn(data.secrets().resolve("enrolment-token"));
        Server server = new Server(
                options,
                data,
                database,
                Secret.keptIn(data.secrets().resolve("session-key")),
                enrolmentToken,
                Secret.keptIn(data.secrets().resolve("admin-password")));

        Supervised databasePart =
                started(new Postgres(cluster, database.port(), data.logs().resolve("database.log")), server);
        Supervised serverPart = started(server, server); // waits for the database by itself
        awaitReady(databasePart, () -> accepts(database));
        HttpClient client = HttpClient.newHttpClient();
        awaitReady(serverPart, () -> server.ready(client));
        started(new Agent(options, data, server.address(), enrolmentToken), server);
        new DiskWatch(data, progress).start();
        progress.say(Welcome.text(server, data));
        Thread.currentThread().join();
    }

    private Supervised started(Part part, Server server) {
        Supervised supervised = new Supervised(part, spawner, progress, () -> writeRun(server));
        parts.add(supervised);
        ending.include(supervised);
        progress.step(part.name(), "starting");
        supervised.start();
        return supervised;
    }

    private void awaitReady(Supervised part, Readiness readiness) throws Trouble, InterruptedException {
        Instant started = Instant.now();
        while (!readiness.reached()) {
            if (part.deaths() >= MOST_DEATHS_AT_START
                    || started.plus(LONGEST_START).isBefore(Instant.now())) {
                throw new Trouble(
                        Exit.FAILED, "The " + part.name() + " does not start; what it said is in " + data.logs());
            }
            Thread.sleep(Duration.ofMillis(50));
        }
        progress.ready(part.name(), Duration.between(started, Instant.now()));
    }

    private static boolean accepts(Database database) {
        try {
            database.ensure();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * A full disk must not end a run that works: the next start then looks at PostgreSQL's own lock file. One at a time: each part has a thread
     * that notes its start.
     */
    private synchronized void writeRun(Server server) {
        Map<String, ProcessIdentity> identities = new LinkedHashMap<>();
        parts.forEach(part -> part.identity().ifPresent(identity -> identities.put(part.name(), identity)));
        ProcFs.identity(ProcessHandle.current().pid()).ifPresent(self -> {
            try {
                runFile.write(new Run(self, since, server.address().toString(), identities));
            } catch (IOException e) {
                progress.step("run", "cannot note who is running: " + e.getMessage());
            }
        });
    }

    private interface Readiness {
        boolean reached() throws InterruptedException;
    }
}
