package dev.portledger.agent.bindwatch;

import dev.portledger.domain.frame.Facility;

/** The lowest rung: nothing is told when it happens. */
final class NoEvents implements EventSource {

    private final String why;

    /** @param why why there is nothing better: a sentence behind a full stop, or nothing */
    NoEvents(String why) {
        this.why = why;
    }

    @Override
    public EventMode mode() {
        return EventMode.POLL;
    }

    @Override
    public Facility facility() {
        return Facilities.none(why);
    }

    @Override
    public void close() {}
}
