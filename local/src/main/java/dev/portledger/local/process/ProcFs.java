package dev.portledger.local.process;

import dev.portledger.domain.holder.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What {@code /proc} says of a process (proc_pid_stat(5), proc_pid_exe(5), proc_pid_cwd(5)). */
public final class ProcFs {

    private static final Path PROC = Path.of("/proc");
    /** Field 22, counted from field 3, the first one behind the name. */
    private static final int START_TICKS = 22 - 3;

    private ProcFs() {}

    /** Who has this pid now; empty when nobody has. */
    public static Optional<ProcessIdentity> identity(long pid) {
        return stat(pid)
                .map(fields -> new ProcessIdentity(bootId(), (int) pid, Long.parseLong(fields.get(START_TICKS))));
    }

    /** The fields of {@code /proc/PID/stat} from the third on. */
    static Optional<List<String>> stat(long pid) {
        try {
            String stat = Files.readString(of(pid, "stat"));
            // the name is in parentheses and may itself hold spaces and parentheses
            return Optional.of(List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether exactly this process still runs. */
    public static boolean alive(ProcessIdentity process) {
        return identity(process.pid()).filter(process::equals).isPresent();
    }

    /** Whether this pid is that program at work in that directory; false also when we may not see it. */
    public static boolean runs(long pid, Path exe, Path directory) {
        try {
            return Files.isSameFile(of(pid, "exe"), exe) && Files.isSameFile(of(pid, "cwd"), directory);
        } catch (IOException e) {
            return false;
        }
    }

    private static UUID bootId() {
        try {
            return UUID.fromString(
                    Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("there is no /proc of Linux here", e);
        }
    }

    private static Path of(long pid, String file) {
        return PROC.resolve(Long.toString(pid)).resolve(file);
    }
}
