package dev.portledger.server.ledger.query;

import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.sql.LikePattern;
import dev.portledger.server.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * A {@link ListenerFilter} as SQL over {@code holding h} and {@code host_watch w}.
 *
 * <p>Searches ask {@code search_text} first, which has a trigram index over all holders, and then the one thing they are about.
 */
final class ListenerConditions {

    /** Containers have names as well. */
    private static final String UNIT_NAME =
            "case when e #>> '{management,by}' = 'unit' then e #>> '{management,name}' end";

    private final ListenerFilter filter;
    private final List<List<UUID>> matchingHosts;
    private final List<UUID> filteredHosts;

    private ListenerConditions(ListenerFilter filter, List<List<UUID>> matchingHosts, List<UUID> filteredHosts) {
        this.filter = filter;
        this.matchingHosts = matchingHosts;
        this.filteredHosts = filteredHosts;
    }

    /**
     * Looks up the hosts that the filter names: given as ids, they leave the planner free to use an index.
     *
     * @throws dev.portledger.server.error.ProblemException HOST_NOT_FOUND
     */
    static ListenerConditions resolve(ListenerFilter filter, HostDirectory hosts, Connection connection)
            throws SQLException {
        List<List<UUID>> matching = new ArrayList<>();
        for (SearchWord word : filter.words()) {
            matching.add(
                    switch (word) {
                        case SearchWord.Anything(String text) -> hosts.matching(connection, text);
                        case SearchWord.Within(SearchWord.Subject subject, String text)
                        when subject == SearchWord.Subject.HOST -> hosts.matching(connection, text);
                        case SearchWord.Within _, SearchWord.OnPort _, SearchWord.OverProtocol _ -> List.of();
                    });
        }
        List<UUID> filtered = new ArrayList<>();
        for (String host : filter.hosts()) {
            filtered.addAll(hosts.named(connection, host));
        }
        return new ListenerConditions(filter, matching, filtered);
    }

    /** {@code from} and {@code where}: the rows that the filter lets through, with what is known of their hosts. */
    Sql fromWhere() {
        return holdings().add(" join host_watch w on w.host_id = h.host_id").add(where(Optional.empty()));
    }

    /** The same for counting them, without their hosts, and without what the filter says about one facet. */
    Sql toCount(Optional<Facet> without) {
        return holdings().add(where(without));
    }

    private Sql where(Optional<Facet> without) {
        List<Sql> all = new ArrayList<>();
        for (int i = 0; i < filter.words().size(); i++) {
            all.add(word(filter.words().get(i), matchingHosts.get(i)));
        }
        anyOf(filter.ports(), range -> Sql.of("h.port between ? and ?", range.first(), range.last()))
                .ifPresent(all::add);
        anyOf(filter.addresses(), network -> Sql.of("h.address <<= ?::inet", network))
                .ifPresent(all::add);
        anyOf(filter.processes(), name -> holder("h.comm", "e #>> '{comm}'", name))
                .ifPresent(all::add);
        anyOf(
                        filter.containers(),
                        container -> either(
                                container(LikePattern.beginning(container)),
                                containerNamed(" = ?", container, container.toLowerCase(Locale.ROOT))))
                .ifPresent(all::add);
        if (without.filter(Facet.PROTOCOL::equals).isEmpty()) {
            anyOf(filter.protocols(), protocol -> Sql.of("h.protocol = ?", protocol.name()))
                    .ifPresent(all::add);
        }
        if (without.filter(Facet.BIND::equals).isEmpty()) {
            anyOf(filter.binds(), bind -> Sql.of("h.bind_kind = ?", bind.name()))
                    .ifPresent(all::add);
        }
        if (without.filter(Facet.OWNER::equals).isEmpty()) {
            anyOf(filter.owners(), owner -> Sql.of("h.owner_kind = ?", owner.name()))
                    .ifPresent(all::add);
        }
        if (without.filter(Facet.USER::equals).isEmpty()) {
            anyOf(filter.users(), user -> holder("h.user_name", "e #>> '{user,name}'", user))
                    .ifPresent(all::add);
        }
        if (without.filter(Facet.UNIT::equals).isEmpty()) {
            anyOf(filter.units(), unit -> holder("h.unit", UNIT_NAME, unit)).ifPresent(all::add);
        }
        if (without.filter(Facet.HOST::equals).isEmpty() && !filteredHosts.isEmpty()) {
            all.add(Sql.of("h.host_id = any(?)", filteredHosts));
        }
        return Sql.of(" where ").add(Sql.join(all, " and ", "true"));
    }

    private Sql holdings() {
        if (filter.at().isEmpty()) {
            return Sql.of(" from holding_open h");
        }
        Instant at = filter.at().get();
        // what may have held then: it had begun or may have begun, and was not known to be gone
        return Sql.of(
                " from (select * from holding where ended_at > ? and (began_at <= ? or began_after < ?)) h",
                at,
                at,
                at);
    }

    /** The hosts that the filter is about, as a condition on {@code w}. */
    Sql hosts() {
        return filteredHosts.isEmpty() ? Sql.of("true") : Sql.of("w.host_id = any(?)", filteredHosts);
    }

    private static Sql word(SearchWord word, List<UUID> hosts) {
        return switch (word) {
            case SearchWord.OnPort(PortRange range) -> Sql.of("h.port between ? and ?", range.first(), range.last());
            case SearchWord.OverProtocol(var protocol) -> Sql.of("h.protocol = ?", protocol.name());
            case SearchWord.Anything(String text) -> {
                Sql anywhere = Sql.of("(h.search_text like ?", LikePattern.containing(text));
                if (!hosts.isEmpty()) {
                    anywhere.add(" or h.host_id = any(?)", hosts);
                }
                LikePattern.beginningOfId(text)
                        .ifPresent(id -> anywhere.add(" or ").add(container(id)));
                yield anywhere.add(")");
            }
            case SearchWord.Within(SearchWord.Subject subject, String text) ->
                switch (subject) {
                    case HOST -> hosts.isEmpty() ? Sql.of("false") : Sql.of("h.host_id = any(?)", hosts);
                    case ADDRESS -> Sql.of("host(h.address) like ?", LikePattern.containing(text));
                    case PROCESS ->
                        Sql.of("(")
                                .add(containing("h.comm", "e #>> '{comm}'", text))
                                .add(" or ")
                                .add(containing("h.exe", "e #>> '{exe}'", text))
                                .add(")");
                    case USER -> containing("h.user_name", "e #>> '{user,name}'", text);
                    case UNIT -> containing("h.unit", UNIT_NAME, text);
                    case CONTAINER ->
                        either(
                                container(LikePattern.beginning(text)),
                                containerNamed(" like ?", text, LikePattern.containing(text)));
                };
        };
    }

    /** That the first holder that something manages is in such a container: the ids are no part of the text that is searched. */
    private static Sql container(String pattern) {
        return Sql.of("h.container like ?", pattern);
    }

    private static Sql either(Sql one, Sql other) {
        return Sql.of("(").add(one).add(" or ").add(other).add(")");
    }

    /** Names of containers have no column of their own: they change, and are not what a container is known by. */
    private static Sql containerNamed(String comparison, String text, String argument) {
        return Sql.of(
                "(h.search_text like ? and exists (select from jsonb_array_elements(h.holders -> 'list') e"
                        + " where e #>> '{management,by}' = 'container' and lower(e #>> '{management,name}')"
                        + comparison
                        + "))",
                LikePattern.containing(text),
                argument);
    }

    private static Sql containing(String column, String element, String text) {
        return holderLike(column, element, text, LikePattern.containing(text));
    }

    /** That a holder, the first or another, has exactly this value. */
    private static Sql holder(String column, String element, String value) {
        return anyHolder(column + " = ?", element + " = ?", value, value);
    }

    private static Sql holderLike(String column, String element, String text, String pattern) {
        return anyHolder("lower(" + column + ") like ?", "lower(" + element + ") like ?", text, pattern);
    }

    /** The columns are of one holder: only where there are more is it worth while to look into their list. */
    private static Sql anyHolder(String ofColumn, String ofElement, String text, String argument) {
        return Sql.of(
                "(h.search_text like ? and (" + ofColumn + " or (jsonb_array_length(h.holders -> 'list') > 1 and exists"
                        + " (select from jsonb_array_elements(h.holders -> 'list') e where " + ofElement + "))))",
                LikePattern.containing(text),
                argument,
                argument);
    }

    private static <T> Optional<Sql> anyOf(List<T> values, Function<T, Sql> condition) {
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(Sql.of("(")
                        .add(Sql.join(values.stream().map(condition).toList(), " or ", "true"))
                        .add(")"));
    }
}
