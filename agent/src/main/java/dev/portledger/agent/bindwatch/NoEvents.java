package dev.portledger.agent.bindwatch;

import dev.portledger.domain.frame.Facility;
import java.util.Optional;

/** The lowest rung: nothing is told when it happens. */
final class NoEvents implements EventSource {

    private final String why;

    /** @param why a sentence that says why there is nothing better */
    NoEvents(String why) {
        this.why = why;
    }

    @Override
    public EventMode mode() {
        return EventMode.POLL;
    }

    @Override
    public Facility facility() {
        return new Facility(
                "events",
                false,
                "changes are found by looking at the whole table every so often. " + why,
                Optional.of("failed binds are not seen; nor is what opens and closes between two looks"));
    }

    @Override
    public void close() {}
}
