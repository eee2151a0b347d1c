package dev.portledger.agent.holder;

import dev.portledger.domain.holder.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What can be said of any process in a hurry, out of {@code /proc/PID}; unlike a holder's description it is not read twice.
 *
 * @param startTicks as in {@link dev.portledger.domain.holder.ProcessIdentity}
 * @param exe empty where it could not be read, as of a thread of the kernel
 */
public record ProcessGlance(int pid, long startTicks, int parentPid, String comm, Optional<String> exe, User user) {

    private static final Path PROC = Path.of("/proc");
    private static final UserNames USERS = new UserNames(Path.of("/etc/passwd"));

    /** Empty if there is no such process. */
    public static Optional<ProcessGlance> of(int pid) {
        Path folder = PROC.resolve(Integer.toString(pid));
        try {
            Optional<ProcessStat> stat = ProcessStat.parse(Files.readAllBytes(folder.resolve("stat")));
            String comm = Files.readString(folder.resolve("comm"), StandardCharsets.ISO_8859_1)
                    .stripTrailing();
            Optional<User> user = user(folder);
            return stat.isEmpty() || user.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ProcessGlance(
                            pid, stat.get().startTicks(), stat.get().parentPid(), comm, exe(folder), user.get()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<User> user(Path folder) throws IOException {
        for (String line : Files.readString(folder.resolve("status"), StandardCharsets.ISO_8859_1)
                .lines()
                .toList()) {
            String[] fields = line.split("\\s+", -1);
            if (fields[0].equals("Uid:") && fields.length > 2) {
                synchronized (USERS) {
                    return Optional.of(USERS.user(Long.parseLong(fields[2])));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> exe(Path folder) {
        try {
            return Optional.of(Files.readSymbolicLink(folder.resolve("exe")).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
