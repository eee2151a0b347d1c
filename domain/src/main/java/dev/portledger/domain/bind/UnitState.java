package dev.portledger.domain.bind;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * What systemd says of a unit (systemctl show).
 *
 * @param unit unit name
 * @param activeState ActiveState=, {@code active}, {@code inactive}, {@code failed}
 * @param restart Restart=, {@code always}; empty when systemd did not say
 * @param triggeredBy TriggeredBy=, the sockets and timers that would start it again
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record UnitState(String unit, String activeState, Optional<String> restart, List<String> triggeredBy) {
    public UnitState {
        triggeredBy = List.copyOf(triggeredBy);
    }

    boolean isDown() {
        return activeState.equals("inactive") || activeState.equals("failed");
    }
}
