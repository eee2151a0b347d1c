package dev.portledger.local.postgres;

import dev.portledger.local.terminal.Exit;
import dev.portledger.local.terminal.Trouble;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's own programs, unpacked from the archive on the class path (zonky's builds for Linux, from Maven Central).
 *
 * @param folder has {@code bin/postgres}, {@code bin/initdb}, {@code bin/pg_ctl}
 */
public record Programs(Path folder) {

    private static final int OWNER_MAY_RUN = 0100;

    /** Unpacks them if that build is not there yet; the folder's name is the archive's checksum, so a new build gets a new one. */
    public static Programs unpackedIn(Path parent) throws Trouble, IOException {
        URL archive = archive();
        Path folder = parent.resolve("programs-" + checksum(archive));
        if (!Files.exists(folder)) {
            Path unpacked = parent.resolve("programs.new");
            delete(unpacked);
            try (InputStream in = archive.openStream()) {
                unpack(in, unpacked);
            }
            Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return new Programs(folder);
    }

    /**
     * The command line of one of them. PostgreSQL refuses to run as root; a user namespace without any mapping takes root's powers
     * away and leaves the ownership of the files as it is.
     */
    List<String> command(String program, List<String> arguments) {
        return Stream.of(
                        runningAsRoot() ? List.of("unshare", "--user", "--") : List.<String>of(),
                        List.of(program(program).toString()),
                        arguments)
                .flatMap(List::stream)
                .toList();
    }

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    private static boolean runningAsRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            return false;
        }
    }

    private static URL archive() throws Trouble {
        String machine = System.getProperty("os.arch");
        String name =
                switch (machine) {
                    case "amd64" -> "/postgres-linux-x86_64.txz";
                    case "aarch64" -> "/postgres-linux-arm_64.txz";
                    default ->
                        throw new Trouble(
                                Exit.FAILED,
                                "There is no built-in PostgreSQL for " + machine + ", only for amd64 and aarch64");
                };
        URL archive = Programs.class.getResource(name);
        if (archive == null) {
            throw new Trouble(Exit.FAILED, "This build carries no PostgreSQL for " + machine);
        }
        return archive;
    }

    private static String checksum(URL archive) throws IOException {
        JarURLConnection jar = (JarURLConnection) archive.openConnection();
        return HexFormat.of().toHexDigits((int) jar.getJarEntry().getCrc());
    }

    private static void unpack(InputStream in, Path folder) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("the archive leads out of its folder: " + entry.getName());
                }
                write(tar, entry, target);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        if ((entry.getMode() & OWNER_MAY_RUN) != 0) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
