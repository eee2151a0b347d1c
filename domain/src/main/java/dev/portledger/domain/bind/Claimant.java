package dev.portledger.domain.bind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that tried to bind. Its pid and comm come with the event; the rest is read from {@code /proc} afterwards and is
 * missing where the process had ended by then. A process of that pid which started after the event is another one, and
 * nothing of it is told here.
 *
 * @param pid process id in the host's initial pid namespace
 * @param process its identity; empty where it had ended before it could be read
 * @param startedAt its start, off by up to a second; by the agent's clock
 * @param comm name of the thread that made the call, at most 15 bytes; bytes that are not UTF-8 are replaced
 * @param exe target of {@code /proc/PID/exe}
 * @param cmdline arguments joined by blanks, secrets redacted
 * @param user effective user; where only the event tells of it, its real one
 * @param management unit, container or nobody; {@code Unknown} says why it could not be told
 * @param parent its parent when it was looked at
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Claimant(
        int pid,
        Optional<ProcessIdentity> process,
        Optional<Instant> startedAt,
        String comm,
        Optional<String> exe,
        Optional<String> cmdline,
        Optional<User> user,
        Management management,
        Optional<Parent> parent) {

    public Claimant {
        if (pid < 1) {
            throw new IllegalArgumentException("a process has a pid of 1 or more, not " + pid);
        }
        if (process.isPresent() && process.get().pid() != pid) {
            throw new IllegalArgumentException("the identity is of another process");
        }
    }

    /** @param comm its name; empty where it had ended before it could be read */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Parent(int pid, Optional<String> comm) {}
}
