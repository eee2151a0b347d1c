package dev.portledger.server.conflict;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.ledger.query.PortRange;
import dev.portledger.server.ledger.query.Times;
import dev.portledger.server.sql.LikePattern;
import dev.portledger.server.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Which failed binds are asked for. Within a list one has to match, an empty list lets everything through; the words of a search
 * and the lists all have to match.
 *
 * @param hosts ids or names
 * @param range a failure in it, or one before and one after it
 */
record FailedBindFilter(
        List<String> words,
        List<FailedBindState.Name> states,
        List<String> causes,
        List<PortRange> ports,
        List<Protocol> protocols,
        List<String> hosts,
        Optional<Times.Range> range) {

    /** What they are counted by; each is counted without what the filter says of it. */
    enum Facet {
        STATE(FailedBindColumns.STATE),
        CAUSE(FailedBindColumns.CAUSE),
        PORT("f.port::text"),
        HOST("f.host_id::text");

        private final String column;

        Facet(String column) {
            this.column = column;
        }

        String column() {
            return column;
        }
    }

    /** Hosts as the directory finds them. */
    record Hosts(List<UUID> filtered, List<List<UUID>> ofWords) {}

    /** The condition on {@code failed_bind f}. */
    Sql where(Hosts found, Optional<Facet> without) {
        List<Sql> all = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            all.add(Sql.of(
                    "(f.search_text like ? or f.host_id = any(?))",
                    LikePattern.containing(words.get(i)),
                    found.ofWords().get(i)));
        }
        if (!without.equals(Optional.of(Facet.STATE))) {
            anyOf(states, state -> Sql.of(FailedBindColumns.STATE + " = ?", state.name()))
                    .ifPresent(all::add);
        }
        if (!without.equals(Optional.of(Facet.CAUSE))) {
            anyOf(causes, cause -> Sql.of(FailedBindColumns.CAUSE + " = ?", cause))
                    .ifPresent(all::add);
        }
        if (!without.equals(Optional.of(Facet.PORT))) {
            anyOf(ports, port -> Sql.of("f.port between ? and ?", port.first(), port.last()))
                    .ifPresent(all::add);
        }
        if (!without.equals(Optional.of(Facet.HOST)) && !found.filtered().isEmpty()) {
            all.add(Sql.of("f.host_id = any(?)", found.filtered()));
        }
        anyOf(protocols, protocol -> Sql.of("f.protocol = ?", protocol.name())).ifPresent(all::add);
        range.ifPresent(asked -> all.add(Sql.of("f.first_at < ? and f.last_at >= ?", asked.to(), asked.from())));
        return Sql.of(" where ").add(Sql.join(all, " and ", "true"));
    }

    private static <T> Optional<Sql> anyOf(List<T> values, Function<T, Sql> condition) {
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(Sql.of("(")
                        .add(Sql.join(values.stream().map(condition).toList(), " or ", "true"))
                        .add(")"));
    }
}
