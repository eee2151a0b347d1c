package dev.portledger.agent.stop;

import dev.portledger.domain.frame.UnitFacts;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What {@code systemctl show} prints of one unit: lines {@code Key=value}; units are separated by an empty line. */
record UnitProperties(Map<String, String> values) {

    static List<UnitProperties> parse(String output) {
        return Arrays.stream(output.split("\\R{2,}"))
                .map(block -> {
                    Map<String, String> values = new LinkedHashMap<>();
                    block.lines()
                            .filter(line -> line.indexOf('=') > 0)
                            .forEach(line -> values.put(
                                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
                    return new UnitProperties(values);
                })
                .toList();
    }

    /** @param processes pids of a ControlGroup= */
    Optional<UnitFacts> facts(Function<String, List<Integer>> processes) {
        Optional<String> unit = value("Id");
        Optional<String> state = value("ActiveState");
        if (unit.isEmpty() || state.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new UnitFacts(
                unit.get(),
                state.get(),
                value("Restart"),
                value("TriggeredBy").map(names -> List.of(names.split(" +"))).orElse(List.of()),
                value("ControlGroup").map(processes).orElse(List.of())));
    }

    private Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key)).filter(Predicate.not(String::isBlank));
    }
}
