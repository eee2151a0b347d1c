package dev.portledger.agent.stop;

import dev.portledger.domain.bind.UnitState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What systemd says of the system's units, asked by {@code systemctl show} and remembered for some seconds: what restarts again
 * and again is asked for once. For one thread at a time.
 */
public final class UnitStates {

    private static final Duration KNOWN_FOR = Duration.ofSeconds(5);

    private record Asked(List<UnitState> states, long atNanos) {}

    private final Systemd systemd = Systemd.ofThisHost();
    private final Map<Set<String>, Asked> asked = new HashMap<>();

    /** Those of these units for which systemd answers. */
    public List<UnitState> of(Set<String> units) {
        if (units.isEmpty() || !systemd.isThere()) {
            return List.of();
        }
        long now = System.nanoTime();
        asked.values().removeIf(old -> now - old.atNanos() > KNOWN_FOR.toNanos());
        return asked.computeIfAbsent(Set.copyOf(units), names -> new Asked(ask(names), now))
                .states();
    }

    private List<UnitState> ask(Set<String> units) {
        List<UnitState> states = new ArrayList<>();
        systemd.brief(units)
                .forEach(facts -> states.add(
                        new UnitState(facts.unit(), facts.activeState(), facts.restart(), facts.triggeredBy())));
        return states;
    }
}
