package dev.portledger.domain.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * What a plan needs besides sockets, holders and units.
 *
 * @param methods the kinds of {@link dev.portledger.domain.stop.StopMethod} that this agent carries out on this host, by their names
 *     in JSON
 * @param containers the containers among the holders, as their engines told
 * @param parents the parents of holders that no manager started
 * @param release of the TIME_WAIT sockets on the port; empty from an agent that releases them only after a stop, or not at all
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record StopFacts(
        List<String> methods,
        List<ContainerFacts> containers,
        List<ParentFacts> parents,
        Optional<ReleaseFacts> release) {
    public StopFacts {
        methods = List.copyOf(methods);
        containers = List.copyOf(containers);
        parents = List.copyOf(parents);
    }

    /** Facts of an agent that says nothing of releases. */
    public StopFacts(List<String> methods, List<ContainerFacts> containers, List<ParentFacts> parents) {
        this(methods, containers, parents, Optional.empty());
    }

    /**
     * That this agent releases TIME_WAIT sockets also where nobody holds the port.
     *
     * @param refused which rule of the host's policy forbids it on this port; empty where none does
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record ReleaseFacts(Optional<PortRule> refused) {}

    /**
     * A rule of the host's policy that speaks of the port, and not of a process.
     *
     * @param rule its stable code
     * @param message for people
     */
    public record PortRule(String rule, String message) {}

    /**
     * A container.
     *
     * @param id 64 hex digits
     * @param stopSignal the signal that the engine would send, {@code SIGTERM} unless it is configured otherwise
     * @param restartPolicy {@code no}, {@code always}, {@code unless-stopped}, {@code on-failure}
     * @param removedWhenStopped whether the engine removes it when it ends ({@code --rm})
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record ContainerFacts(
            String id, String stopSignal, Optional<String> restartPolicy, boolean removedWhenStopped) {}

    /**
     * A holder's parent.
     *
     * @param child pid of the holder
     * @param pid the parent's
     * @param comm the parent's
     * @param exe the parent's; empty where it could not be read
     * @param supervisor which supervisor it is, such as runit; empty where it is none that is known
     * @param startTicks when it was started, as in {@link dev.portledger.domain.holder.ProcessIdentity}; empty from an agent that does
     *     not tell
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record ParentFacts(
            int child,
            int pid,
            String comm,
            Optional<String> exe,
            Optional<String> supervisor,
            Optional<Long> startTicks) {

        /** A parent of which it is not known when it was started. */
        public ParentFacts(int child, int pid, String comm, Optional<String> exe, Optional<String> supervisor) {
            this(child, pid, comm, exe, supervisor, Optional.empty());
        }
    }
}
