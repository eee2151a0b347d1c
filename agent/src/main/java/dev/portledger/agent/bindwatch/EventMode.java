package dev.portledger.agent.bindwatch;

import java.util.Locale;
import java.util.Optional;

/** Where events come from, as configured: the best that works, or that one and what is below it. */
public enum EventMode {
    /** The highest rung of the ladder that works here. */
    AUTO,
    /** BPF; a bind is known to have failed, with its error, when the call returns. */
    EXIT,
    /** BPF; a bind has failed when no success follows within 20 ms. */
    POST,
    /** Text lines of tracefs. */
    TRACEFS,
    /** No events: what two looks at the table show. */
    POLL;

    /** As written in a configuration, in small letters; empty if it is none of them. */
    public static Optional<EventMode> of(String text) {
        for (EventMode mode : values()) {
            if (mode.text().equals(text)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
