package dev.portledger.server.stop;

import java.util.List;

/** What came of looking for a way to free a port. */
sealed interface Planning {

    record Possible(StopPlan plan) implements Planning {}

    /** The socket isn't there, or not with these holders. */
    record Outdated(String message) implements Planning {}

    /** The host's own policy forbids it. {@code rule} is the rule's stable name. */
    record Protected(String rule, String message) implements Planning {}

    /**
     * Nothing that the agent can do would be right.
     *
     * @param commands what an operator on the host could type instead
     */
    record Unavailable(String message, List<String> commands) implements Planning {
        public Unavailable {
            commands = List.copyOf(commands);
        }
    }
}
