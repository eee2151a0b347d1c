package dev.portledger.domain.holder;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A process that has a socket open.
 *
 * @param process its identity
 * @param startedAt its start, computed from the boot time, which the kernel tells in whole seconds, and the start
 *     ticks; off by up to a second
 * @param parentPid its parent when it was looked at
 * @param comm {@code /proc/PID/comm}, at most 15 bytes; bytes that are not UTF-8 are replaced
 * @param exe target of {@code /proc/PID/exe}; empty where it could not be read
 * @param cmdline arguments joined by blanks, secrets redacted; empty where it could not be read
 * @param user effective user
 * @param management unit, container or nobody
 * @param descriptors file descriptors that refer to the socket, ascending
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Holder(
        ProcessIdentity process,
        Instant startedAt,
        int parentPid,
        String comm,
        Optional<String> exe,
        Optional<String> cmdline,
        User user,
        Management management,
        List<Integer> descriptors) {

    public Holder {
        descriptors = List.copyOf(descriptors);
    }
}
