package dev.portledger.agent.uplink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the host says of itself, for people. */
final class HostFacts {

    private HostFacts() {}

    static String hostname() {
        return line(Path.of("/proc/sys/kernel/hostname")).orElse("unknown");
    }

    /** Release as in uname(2). */
    static String kernel() {
        return line(Path.of("/proc/sys/kernel/osrelease")).orElse("unknown");
    }

    /** PRETTY_NAME of os-release(5). */
    static String os() {
        return Stream.of(Path.of("/etc/os-release"), Path.of("/usr/lib/os-release"))
                .flatMap(file -> lines(file).stream())
                .filter(line -> line.startsWith("PRETTY_NAME="))
                .map(line -> line.substring("PRETTY_NAME=".length()).replaceAll("^[\"']|[\"']$", ""))
                .findFirst()
                .orElse("unknown");
    }

    /** Resident memory of this process in bytes (VmRSS of proc_pid_status(5)). */
    static long residentBytes() {
        return lines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a Linux process can read its own status"));
    }

    private static Optional<String> line(Path file) {
        return lines(file).stream().findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
