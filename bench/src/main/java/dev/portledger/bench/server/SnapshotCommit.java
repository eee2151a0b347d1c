package dev.portledger.bench.server;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.Position;
import dev.portledger.domain.frame.TableDigest;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import dev.portledger.domain.socket.Backlog;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.SocketKey;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How long a snapshot of 2,000 listeners takes from the first frame that is handed to TCP to the acknowledgement of the last, which the
 * server sends after the commit: of a host that is new, and of the same host when its agent has started again and nothing has
 * changed.
 */
public final class SnapshotCommit {

    private static final int WARM_UP = 10;

    private SnapshotCommit() {}

    /**
     * @param jar the built server
     * @param work an empty folder
     * @param fleet whether the ledger has 100,000 listeners of other hosts
     */
    public static void run(Path jar, Path work, int listeners, int runs, boolean fleet) throws Exception {
        double[] first = new double[runs];
        double[] again = new double[runs];
        try (DurablePostgres postgres = DurablePostgres.start(work.resolve("postgres"));
                ServerProcess server = ServerProcess.start(jar, postgres, work);
                HttpClient client = HttpClient.newHttpClient();
                Connection owner = postgres.connect()) {
            if (fleet) {
                postgres.run("fleet.sql");
            }
            for (int i = -WARM_UP; i < runs; i++) {
                try (AgentStandIn agent = new AgentStandIn(owner, "snapshot-" + i)) {
                    agent.connect(client, server.address(), 1);
                    double millis = snapshot(agent, 1, listeners);
                    agent.disconnect();
                    agent.connect(client, server.address(), 2);
                    double unchanged = snapshot(agent, 2, listeners);
                    if (i >= 0) {
                        first[i] = millis;
                        again[i] = unchanged;
                    }
                }
            }
        }
        Timings.printHead("snapshot of " + listeners + " listeners");
        Timings.ofMillis(first).print("of a host that is new");
        Timings.ofMillis(again).print("of a host that is known, nothing changed");
    }

    private static double snapshot(AgentStandIn agent, long epoch, int listeners) throws Exception {
        List<Listener> all = new ArrayList<>();
        for (int i = 0; i < listeners; i++) {
            all.add(listener(agent.bootId(), i));
        }
        long digest = TableDigest.of(all.stream().map(Listener::key).toList());
        int parts = Math.ceilDiv(listeners, FrameLimits.MAX_LISTENERS_PER_FRAME);
        String[] frames = new String[parts];
        Instant at = Instant.now();
        for (int part = 0; part < parts; part++) {
            int from = part * FrameLimits.MAX_LISTENERS_PER_FRAME;
            frames[part] = FrameJson.write(new AgentFrame.Snapshot(
                    new Position(epoch, part + 1),
                    agent.bootId(),
                    part,
                    part == parts - 1,
                    at,
                    all.subList(from, Math.min(listeners, from + FrameLimits.MAX_LISTENERS_PER_FRAME)),
                    List.of(),
                    List.of(),
                    digest));
        }
        long begun = System.nanoTime();
        agent.send(frames);
        agent.awaitCommitted(new Position(epoch, parts));
        return (System.nanoTime() - begun) / 1e6;
    }

    /** One of a service in Java, with a command line as long as they are. */
    private static Listener listener(UUID bootId, int number) {
        String service = "service-" + number / 10;
        int pid = 1_000 + number / 10;
        Holder holder = new Holder(
                new ProcessIdentity(bootId, pid, 100L * pid),
                Instant.now().minus(Duration.ofHours(5)),
                1,
                "java",
                Optional.of("/usr/lib/jvm/java-21-openjdk-amd64/bin/java"),
                Optional.of("/usr/lib/jvm/java-21-openjdk-amd64/bin/java -XX:+UseG1GC -Xms512m -Xmx2g"
                        + " -XX:+HeapDumpOnOutOfMemoryError -jar /opt/" + service + "/" + service + ".jar"),
                new User(1_000, Optional.of("app")),
                new Management.Unit(service + ".service", Optional.empty()),
                List.of(7));
        return new Listener(
                new SocketKey(
                        4_026_531_840L,
                        Protocol.TCP,
                        new LocalEndpoint(IpAddress.parse(number % 2 == 0 ? "0.0.0.0" : "127.0.0.1"), 1_024 + number),
                        new SocketId.Cookie(number + 1L)),
                Optional.empty(),
                1_000,
                Optional.of(10_000L + number),
                Optional.of(new Backlog(0, 4_096)),
                Optional.empty(),
                new Holders.Known(List.of(holder)));
    }
}
