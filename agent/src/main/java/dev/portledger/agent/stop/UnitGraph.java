package dev.portledger.agent.stop;

import dev.portledger.domain.frame.UnitDetail;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.frame.UnitLink;
import dev.portledger.domain.frame.UnitLink.Relation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What would go with units if they were stopped, who wants them, and who would start them again: the reverse dependencies that
 * {@code systemctl list-dependencies --reverse} shows, with the one relation that matters of each. Followed for some rounds and
 * to so many units; beyond that it says that there are more.
 */
final class UnitGraph {

    /** Properties of systemd.unit(5), the reverse ones of Requires=, Requisite=, BindsTo=, PartOf=; and PropagatesStopTo=. */
    private static final List<String> STOPPING =
            List.of("RequiredBy", "RequisiteOf", "BoundBy", "ConsistsOf", "PropagatesStopTo");

    static final List<String> PROPERTIES = List.of(
            "RequiredBy",
            "RequisiteOf",
            "BoundBy",
            "ConsistsOf",
            "PropagatesStopTo",
            "WantedBy",
            "TriggeredBy",
            "UpheldBy");

    private static final int ROUNDS = 4;
    private static final int MOST_UNITS = 64;

    private final Function<List<String>, List<UnitProperties>> show;
    private final Function<String, List<Integer>> processes;
    private final Optional<Long> ofUser;
    private final Map<String, UnitProperties> seen = new HashMap<>();
    private boolean cut;

    /**
     * @param show asks systemd for units
     * @param processes pids of a ControlGroup=
     * @param ofUser whose manager is asked
     */
    UnitGraph(
            Function<List<String>, List<UnitProperties>> show,
            Function<String, List<Integer>> processes,
            Optional<Long> ofUser) {
        this.show = show;
        this.processes = processes;
        this.ofUser = ofUser;
    }

    List<UnitFacts> facts(List<String> units) {
        List<UnitProperties> asked = read(units);
        Set<String> stopping = names(asked, STOPPING);
        Set<String> next = new LinkedHashSet<>(stopping);
        next.addAll(names(asked, PROPERTIES));
        for (int round = 0; round < ROUNDS && !next.isEmpty(); round++) {
            List<UnitProperties> reached = read(List.copyOf(next)).stream()
                    .filter(unit -> unit.value("Id").filter(stopping::contains).isPresent())
                    .toList();
            next = names(reached, STOPPING);
            stopping.addAll(next);
        }
        cut |= !next.isEmpty();
        return asked.stream().flatMap(unit -> facts(unit).stream()).toList();
    }

    /** Without a look at related units. */
    List<UnitFacts> brief(List<String> units) {
        return read(units).stream().flatMap(unit -> facts(unit).stream()).toList();
    }

    private List<UnitProperties> read(List<String> units) {
        List<UnitProperties> answers = show.apply(units);
        answers.forEach(properties -> properties.value("Id").ifPresent(id -> seen.putIfAbsent(id, properties)));
        return answers;
    }

    /** Names in these properties that are not known yet. */
    private Set<String> names(List<UnitProperties> units, List<String> properties) {
        Set<String> names = new LinkedHashSet<>();
        for (UnitProperties unit : units) {
            for (String property : properties) {
                for (String name : unit.units(property)) {
                    if (!seen.containsKey(name) && !names.contains(name)) {
                        if (seen.size() + names.size() < MOST_UNITS) {
                            names.add(name);
                        } else {
                            cut = true;
                        }
                    }
                }
            }
        }
        return names;
    }

    private Optional<UnitFacts> facts(UnitProperties unit) {
        Optional<String> id = unit.value("Id");
        Optional<String> state = unit.value("ActiveState");
        if (id.isEmpty() || state.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new UnitFacts(
                id.get(),
                state.get(),
                unit.value("Restart"),
                unit.units("TriggeredBy"),
                unit.value("ControlGroup").map(processes).orElse(List.of()),
                Optional.of(new UnitDetail(
                        ofUser,
                        unit.span("RestartUSec"),
                        unit.span("TimeoutStopUSec"),
                        unit.value("UnitFileState"),
                        unit.listens(),
                        unit.units("Triggers"),
                        links(id.get(), unit),
                        cut))));
    }

    private List<UnitLink> links(String of, UnitProperties unit) {
        List<UnitLink> links = new ArrayList<>(stopWith(of));
        unit.units("TriggeredBy").forEach(name -> links.add(link(name, Relation.TRIGGERS, Optional.empty())));
        unit.units("UpheldBy").forEach(name -> links.add(link(name, Relation.UPHOLDS, Optional.empty())));
        unit.units("WantedBy").forEach(name -> links.add(link(name, Relation.WANTS, Optional.empty())));
        return links;
    }

    private List<UnitLink> stopWith(String unit) {
        Map<String, UnitLink> found = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(unit));
        while (!open.isEmpty()) {
            String from = open.removeFirst();
            Optional<UnitProperties> properties = Optional.ofNullable(seen.get(from));
            for (String property : STOPPING) {
                for (String name :
                        properties.map(known -> known.units(property)).orElse(List.of())) {
                    if (!name.equals(unit) && !found.containsKey(name)) {
                        Optional<String> via = from.equals(unit) ? Optional.empty() : Optional.of(from);
                        found.put(name, link(name, Relation.STOPS_WITH, via));
                        open.addLast(name);
                    }
                }
            }
        }
        return List.copyOf(found.values());
    }

    private UnitLink link(String name, Relation relation, Optional<String> via) {
        String state = Optional.ofNullable(seen.get(name))
                .flatMap(properties -> properties.value("ActiveState"))
                .orElse("unknown");
        return new UnitLink(name, relation, state, via);
    }
}
