package dev.portledger.agent.holder;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A process as {@link Holder} tells it, without the sockets it holds.
 *
 * @param management by its cgroup alone; for the rest {@link ContainerNaming}
 * @param engineRole what it is to a container engine
 * @param engineUser uid of the user in whose slice it runs, whose own engine may have started it
 */
record ProcessDescription(
        ProcessIdentity process,
        Instant startedAt,
        int parentPid,
        String comm,
        Optional<String> exe,
        Optional<String> cmdline,
        User user,
        Management management,
        EngineRole engineRole,
        Optional<Long> engineUser) {

    Holder holding(List<Integer> descriptors, Management known) {
        return new Holder(
                process,
                startedAt,
                parentPid,
                comm,
                exe,
                cmdline,
                user,
                known,
                descriptors.stream().sorted().toList());
    }
}
