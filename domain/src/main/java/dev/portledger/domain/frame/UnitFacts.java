package dev.portledger.domain.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * What {@code systemctl show} says of a unit (systemd.service(5)).
 *
 * @param unit unit name
 * @param activeState ActiveState=, {@code active}
 * @param restart Restart=, {@code always}; empty when systemd did not say
 * @param triggeredBy TriggeredBy=, the sockets and timers that would start it again
 * @param processes pids in its cgroup, all of which a stop ends
 * @param detail what else is known of it; empty from an agent that does not tell
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record UnitFacts(
        String unit,
        String activeState,
        Optional<String> restart,
        List<String> triggeredBy,
        List<Integer> processes,
        Optional<UnitDetail> detail) {
    public UnitFacts {
        triggeredBy = List.copyOf(triggeredBy);
        processes = List.copyOf(processes);
    }

    /** Facts without detail. */
    public UnitFacts(
            String unit,
            String activeState,
            Optional<String> restart,
            List<String> triggeredBy,
            List<Integer> processes) {
        this(unit, activeState, restart, triggeredBy, processes, Optional.empty());
    }

    /** The uid of the user whose manager runs it; empty for the system's. */
    public Optional<Long> ofUser() {
        return detail.flatMap(UnitDetail::ofUser);
    }

    /** Related units; none where the agent does not tell. */
    public List<UnitLink> links() {
        return detail.map(UnitDetail::links).orElse(List.of());
    }
}
