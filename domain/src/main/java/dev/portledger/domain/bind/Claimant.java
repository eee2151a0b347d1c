package dev.portledger.domain.bind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that tried to bind; it may have ended since, so that not all of it could be read.
 *
 * @param process its identity
 * @param startedAt its start, off by up to a second
 * @param parentPid its parent
 * @param comm {@code /proc/PID/comm}
 * @param exe target of {@code /proc/PID/exe}
 * @param cmdline arguments joined by blanks, secrets redacted
 * @param user effective user
 * @param management unit, container or nobody
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Claimant(
        Optional<ProcessIdentity> process,
        Optional<Instant> startedAt,
        Optional<Integer> parentPid,
        String comm,
        Optional<String> exe,
        Optional<String> cmdline,
        Optional<User> user,
        Management management) {}
