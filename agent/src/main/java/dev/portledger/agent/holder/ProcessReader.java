package dev.portledger.agent.holder;

import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Describes processes out of {@code /proc/PID}. */
final class ProcessReader {

    /** More of a command line is not read; it is cut far below this when shown. */
    private static final int MAX_BYTES = 1 << 13;

    private static final int ATTEMPTS = 3;

    private final Path proc;
    private final Boot boot;
    private final UserNames users;
    private final long ticksPerSecond;

    ProcessReader(Path proc, Boot boot, UserNames users, long ticksPerSecond) {
        this.proc = proc;
        this.boot = boot;
        this.users = users;
        this.ticksPerSecond = ticksPerSecond;
    }

    /** Empty if the process has ended. */
    Optional<ProcessDescription> read(int pid) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ProcessStat> before = stat(pid);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            Optional<ProcessDescription> description = describe(pid, before.get());
            // between the first file and the last, the pid may have come to mean another process or program
            if (description.filter(this::isCurrent).isPresent()) {
                return description;
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a description still fits, seen by what changes when the process ends, executes, loses its parent or is moved to
     * another cgroup: the host's policy goes by its unit.
     */
    boolean isCurrent(ProcessDescription known) {
        int pid = known.process().pid();
        return stat(pid).stream()
                        .anyMatch(stat -> stat.startTicks() == known.process().startTicks()
                                && stat.parentPid() == known.parentPid())
                && comm(pid).equals(Optional.of(known.comm()))
                && exe(pid).equals(known.exe())
                && management(cgroup(pid)).equals(known.management());
    }

    Optional<ProcessStat> stat(int pid) {
        return file(pid, "stat").flatMap(ProcessStat::parse);
    }

    private Optional<ProcessDescription> describe(int pid, ProcessStat stat) {
        ProcessIdentity identity = new ProcessIdentity(boot.id(), pid, stat.startTicks());
        Instant startedAt = boot.at().plus(Duration.ofMillis(stat.startTicks() * 1000 / ticksPerSecond));
        Optional<List<String>> arguments = file(pid, "cmdline").map(ProcessReader::arguments);
        Optional<String> cmdline = arguments.filter(list -> !list.isEmpty()).map(Redaction::redact);
        Optional<String> cgroup = cgroup(pid);
        Optional<String> exe = exe(pid);
        return comm(pid).flatMap(comm -> user(pid)
                .map(user -> new ProcessDescription(
                        identity,
                        startedAt,
                        stat.parentPid(),
                        comm,
                        exe,
                        cmdline,
                        user,
                        management(cgroup),
                        EngineRole.of(exe, arguments.orElse(List.of())),
                        cgroup.flatMap(CgroupPath::userSlice))));
    }

    private Optional<String> cgroup(int pid) {
        return file(pid, "cgroup").map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static Management management(Optional<String> cgroup) {
        return cgroup.map(CgroupPath::management)
                .orElseGet(() -> new Management.Unknown("/proc/PID/cgroup could not be read"));
    }

    /** Any bytes but zero, newlines among them; the file adds one newline. */
    Optional<String> comm(int pid) {
        return file(pid, "comm").filter(bytes -> bytes.length > 0).map(bytes -> {
            boolean newline = bytes[bytes.length - 1] == '\n';
            return new String(bytes, 0, bytes.length - (newline ? 1 : 0), StandardCharsets.UTF_8);
        });
    }

    private Optional<String> exe(int pid) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(proc.resolve(pid + "/exe")).toString());
        } catch (IOException e) {
            return Optional.empty(); // a thread of the kernel has none; those of other users are withheld
        }
    }

    /** The effective user: the second number of "Uid:". */
    private Optional<User> user(int pid) {
        return file(pid, "status").flatMap(bytes -> new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("Uid:"))
                .map(line -> line.split("\\s+"))
                .filter(fields -> fields.length > 2)
                .map(fields -> users.user(Long.parseLong(fields[2])))
                .findFirst());
    }

    /** Arguments end with a zero byte each; empty ones are kept. */
    private static List<String> arguments(byte[] bytes) {
        List<String> arguments = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= bytes.length; at++) {
            if (at == bytes.length ? at > from : bytes[at] == 0) {
                arguments.add(new String(bytes, from, at - from, StandardCharsets.UTF_8));
                from = at + 1;
            }
        }
        // a process that wrote a shorter title over its arguments leaves zeros behind it
        while (!arguments.isEmpty() && arguments.getLast().isEmpty()) {
            arguments.removeLast();
        }
        return arguments;
    }

    private Optional<byte[]> file(int pid, String name) {
        try (InputStream in = Files.newInputStream(proc.resolve(pid + "/" + name))) {
            return Optional.of(in.readNBytes(MAX_BYTES));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
