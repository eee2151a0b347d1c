package dev.portledger.server.ingest;

import dev.portledger.domain.frame.ServerFrame;
import java.util.Optional;

/** A connection comes to its end: the agent closed it, or is told goodbye. */
final class ConversationEnded extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Optional<ServerFrame.Goodbye> goodbye;

    ConversationEnded() {
        super("closed by the agent", null, false, false);
        this.goodbye = Optional.empty();
    }

    ConversationEnded(ServerFrame.Goodbye goodbye) {
        super(goodbye.code() + ": " + goodbye.message(), null, false, false);
        this.goodbye = Optional.of(goodbye);
    }

    Optional<ServerFrame.Goodbye> goodbye() {
        return goodbye;
    }
}
