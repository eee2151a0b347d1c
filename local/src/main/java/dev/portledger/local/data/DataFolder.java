package dev.portledger.local.data;

import dev.portledger.local.terminal.Exit;
import dev.portledger.local.terminal.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder with everything that outlives a run. Only its owner can look into it (mode 0700).
 *
 * <pre>
 *   postgres/   the database's files, and its programs as unpacked
 *   agent/      the agent's identity and outbox
 *   secrets/    passwords, one a file, mode 0600
 *   logs/       what each part said
 *   run/        who is running now
 * </pre>
 */
public record DataFolder(Path root) {

    public static DataFolder open(Path root) throws Trouble {
        DataFolder folder = new DataFolder(root);
        try {
            Files.createDirectories(root);
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            for (Path part :
                    new Path[] {folder.postgres(), folder.agent(), folder.secrets(), folder.logs(), folder.run()}) {
                Files.createDirectories(part);
            }
        } catch (IOException e) {
            throw new Trouble(
                    Exit.DATA_FOLDER,
                    "The data folder " + root + " cannot be used (choose another with --data or PORTLEDGER_DATA)",
                    e);
        }
        return folder;
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    public Path agent() {
        return root.resolve("agent");
    }

    public Path secrets() {
        return root.resolve("secrets");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path run() {
        return root.resolve("run");
    }
}
