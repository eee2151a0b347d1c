package dev.portledger.domain.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Another unit that has to do with one that is to be stopped.
 *
 * @param unit its name
 * @param relation what it has to do with it
 * @param activeState its ActiveState=
 * @param via the unit through which it is reached; empty where they are related themselves
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record UnitLink(String unit, Relation relation, String activeState, Optional<String> via) {

    /** As seen from the unit that is to be stopped (systemd.unit(5)). */
    public enum Relation {
        /** Ends with it: RequiredBy=, RequisiteOf=, BoundBy=, ConsistsOf=, PropagatesStopTo=, and so on from there. */
        STOPS_WITH,
        /** Wants it, and goes on without it: WantedBy=. */
        WANTS,
        /** Starts it when it is triggered: TriggeredBy=, a socket, a timer or a path. */
        TRIGGERS,
        /** Starts it again as soon as it has stopped: UpheldBy=. */
        UPHOLDS
    }

    /** Whether it is up, or about to be. */
    public boolean isUp() {
        return activeState.equals("active") || activeState.equals("activating") || activeState.equals("reloading");
    }
}
