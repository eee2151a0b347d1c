package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.Protocol;

/** One word of a search; a row has to match each of them. */
sealed interface SearchWord {

    /** Anywhere in what is known of a listener, or in the name of its host. */
    record Anything(String text) implements SearchWord {}

    /** In one thing that is known of a listener. */
    record Within(Subject subject, String text) implements SearchWord {}

    record OnPort(PortRange ports) implements SearchWord {}

    record OverProtocol(Protocol protocol) implements SearchWord {}

    /** What {@link Within} looks into; the names are the prefixes that people type. */
    enum Subject {
        PROCESS,
        UNIT,
        USER,
        HOST,
        ADDRESS,
        CONTAINER
    }
}
