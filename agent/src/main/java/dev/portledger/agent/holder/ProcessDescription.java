package dev.portledger.agent.holder;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A process as {@link Holder} tells it, without the sockets it holds. */
record ProcessDescription(
        ProcessIdentity process,
        Instant startedAt,
        int parentPid,
        String comm,
        Optional<String> exe,
        Optional<String> cmdline,
        User user,
        Management management) {

    Holder holding(List<Integer> descriptors) {
        return new Holder(
                process,
                startedAt,
                parentPid,
                comm,
                exe,
                cmdline,
                user,
                management,
                descriptors.stream().sorted().toList());
    }
}
