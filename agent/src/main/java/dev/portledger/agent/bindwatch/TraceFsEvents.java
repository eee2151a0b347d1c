package dev.portledger.agent.bindwatch;

import dev.portledger.domain.frame.Facility;
import java.util.Optional;

final class TraceFsEvents implements EventSource {

    @Override
    public EventMode mode() {
        return EventMode.POLL;
    }

    @Override
    public Facility facility() {
        return new Facility("events", false, "", Optional.empty());
    }

    @Override
    public void close() {}
}
