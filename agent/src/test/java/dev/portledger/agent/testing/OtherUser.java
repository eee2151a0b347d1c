package dev.portledger.agent.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** Runs classes of the tests as a user without any rights. Needs root and the program setpriv. */
public final class OtherUser {

    private OtherUser() {}

    /**
     * The command.
     *
     * @param folder an empty one, for a copy of the class path
     */
    public static List<String> java(Path folder, Class<?> main) throws IOException {
        Path classes = readableCopy(folder);
        return List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes + "/*:" + classes,
                main.getName());
    }

    /** The class path, in a place that any user may read. */
    private static Path readableCopy(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path from = Path.of(entry);
            if (Files.isDirectory(from)) {
                copyTree(from, folder);
            } else if (Stream.of("agent", "domain", "jackson", "jspecify", "jboss-logging")
                    .anyMatch(from.getFileName().toString()::contains)) {
                Files.copy(from, folder.resolve(from.getFileName().toString()));
            }
        }
        return folder;
    }

    private static void copyTree(Path from, Path folder) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path to = folder.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
