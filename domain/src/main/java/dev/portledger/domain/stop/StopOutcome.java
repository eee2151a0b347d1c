package dev.portledger.domain.stop;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.portledger.domain.socket.Listener;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a stop ended, each verified against a fresh dump of the kernel's sockets unless its text says otherwise. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StopOutcome.Freed.class, name = "freed"),
    @JsonSubTypes.Type(value = StopOutcome.Rebound.class, name = "rebound"),
    @JsonSubTypes.Type(value = StopOutcome.OnlyTimeWait.class, name = "onlyTimeWait"),
    @JsonSubTypes.Type(value = StopOutcome.StillHeld.class, name = "stillHeld"),
    @JsonSubTypes.Type(value = StopOutcome.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = StopOutcome.Expired.class, name = "expired"),
    @JsonSubTypes.Type(value = StopOutcome.Aborted.class, name = "aborted"),
    @JsonSubTypes.Type(value = StopOutcome.Unknown.class, name = "unknown")
})
public sealed interface StopOutcome {

    /**
     * The socket is gone and nothing else holds the endpoint.
     *
     * @param watchedUntil the agent looks on until then (agent's clock), and tells another outcome if somebody takes the endpoint;
     *     empty where it has looked for as long as the plan says
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Freed(Optional<Instant> watchedUntil) implements StopOutcome {

        /** For good. */
        public Freed() {
            this(Optional.empty());
        }
    }

    /**
     * The socket is gone; these hold the endpoint now, the old holder restarted or somebody else. Sockets that are bound and do
     * not listen are named only where nobody listens.
     */
    record Rebound(List<Listener> by) implements StopOutcome {
        public Rebound {
            by = List.copyOf(by);
        }
    }

    /** Nothing listens; TIME_WAIT sockets remain on the endpoint until {@code lastLeavesAt} (agent's clock). */
    record OnlyTimeWait(int count, Instant lastLeavesAt) implements StopOutcome {}

    /** The same socket is still there when the time limit ended, be it only bound: the request was ignored or is not done. */
    record StillHeld(List<Listener> by) implements StopOutcome {
        public StillHeld {
            by = List.copyOf(by);
        }
    }

    /** Nothing was done: the host's policy, or an identity that no longer holds. {@code rule} is a stable code. */
    record Refused(String rule, String message) implements StopOutcome {}

    /** Nothing was done: the deadline had passed when the command arrived. */
    record Expired() implements StopOutcome {}

    /** Nothing was done: it was called off before the request to stop was made. */
    record Aborted() implements StopOutcome {}

    /** Not verified, and why: the agent was restarted in the middle, or could not read the sockets. */
    record Unknown(String reason) implements StopOutcome {}
}
