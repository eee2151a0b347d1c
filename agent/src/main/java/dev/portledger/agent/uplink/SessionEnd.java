package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.ServerFrame.Goodbye;

/** Why a connection is over. */
sealed interface SessionEnd {

    /** The agent is being stopped. */
    record Closing() implements SessionEnd {}

    /** The connection broke or never came about. */
    record Lost(String reason) implements SessionEnd {}

    /** The agent wants to say hello again: its numbering has begun anew. */
    record Restart(String reason) implements SessionEnd {}

    /** The server said why. */
    record Dismissed(Goodbye goodbye) implements SessionEnd {}
}
