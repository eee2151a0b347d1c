package dev.portledger.local.postgres;

import dev.portledger.local.data.DataFolder;
import dev.portledger.local.data.Secret;
import dev.portledger.local.terminal.Exit;
import dev.portledger.local.terminal.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The database's files: made once, then kept.
 *
 * @param folder PostgreSQL's data directory
 * @param superuser who may do everything; used to make the two roles below, and for nothing else
 * @param owner role {@code portledger}: owns the schema, migrates it
 * @param application role {@code portledger_app}: what the server works as; it cannot change or delete what is audited
 */
public record Cluster(Programs programs, Path folder, Secret superuser, Secret owner, Secret application) {

    static final String SUPERUSER = "postgres";

    /** The cluster of a data folder; {@link #make} it if it is not {@link #made} yet. */
    public static Cluster of(DataFolder data, Programs programs) throws IOException {
        return new Cluster(
                programs,
                data.postgres().resolve("data"),
                Secret.keptIn(data.secrets().resolve("database-superuser")),
                Secret.keptIn(data.secrets().resolve("database-owner")),
                Secret.keptIn(data.secrets().resolve("database-application")));
    }

    public boolean made() {
        return Files.exists(folder);
    }

    /** initdb beside the final place, then one rename: a first start that is cut short leaves nothing half made. */
    public void make() throws Trouble, IOException, InterruptedException {
        Path unfinished = folder.resolveSibling("data.new");
        Programs.delete(unfinished);
        Process initdb = new ProcessBuilder(programs.command(
                        "initdb",
                        List.of(
                                "--pgdata=" + unfinished,
                                "--username=" + SUPERUSER,
                                "--pwfile=" + superuser.file(),
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                "--locale=C.UTF-8",
                                "--data-checksums")))
                .redirectErrorStream(true)
                .start();
        initdb.getOutputStream().close();
        String said = new String(initdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (initdb.waitFor() != 0) {
            throw new Trouble(Exit.FAILED, "PostgreSQL could not make its files in " + folder + ":\n" + said.strip());
        }
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    }
}
