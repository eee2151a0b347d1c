package dev.portledger.server.ledger.query;

import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts listeners by facets. */
@ApplicationScoped
class FacetStore {

    private static final int VALUES_SHOWN = 20;

    private final Reading reading;
    private final HostDirectory hosts;

    FacetStore(Reading reading, HostDirectory hosts) {
        this.reading = reading;
        this.hosts = hosts;
    }

    ListenerFacets count(ListenerFilter filter) {
        return reading.read(connection -> {
            ListenerConditions conditions = ListenerConditions.resolve(filter, hosts, connection);
            Map<Facet, List<FacetValue>> counts = new EnumMap<>(Facet.class);
            // those that are not filtered by are counted over the same rows, in one pass
            List<Facet> together = Arrays.stream(Facet.values())
                    .filter(facet -> !facet.isFilteredBy(filter))
                    .toList();
            if (!together.isEmpty()) {
                count(connection, together, conditions.toCount(Optional.empty()), counts);
            }
            for (Facet facet : Facet.values()) {
                if (!together.contains(facet)) {
                    count(connection, List.of(facet), conditions.toCount(Optional.of(facet)), counts);
                }
            }
            return new ListenerFacets(
                    counts.getOrDefault(Facet.PROTOCOL, List.of()),
                    counts.getOrDefault(Facet.BIND, List.of()),
                    counts.getOrDefault(Facet.OWNER, List.of()),
                    counts.getOrDefault(Facet.USER, List.of()),
                    counts.getOrDefault(Facet.UNIT, List.of()),
                    counts.getOrDefault(Facet.HOST, List.of()));
        });
    }

    /** Counts all of the facets over the same rows, in one pass. */
    static Sql query(List<Facet> facets, Sql toCount) {
        String sets = String.join(
                ", ", facets.stream().map(facet -> "(" + facet.column() + ")").toList());
        String which = String.join(
                " ",
                facets.stream()
                        .map(facet -> "when grouping(" + facet.column() + ") = 0 then '" + facet + "'")
                        .toList());
        String value = String.join(
                " ",
                facets.stream()
                        .map(facet -> "when grouping(" + facet.column() + ") = 0 then " + facet.column() + "::text")
                        .toList());
        return Sql.of("select f.facet, f.value, f.count, w.name from (select *, row_number() over"
                        + " (partition by facet order by count desc, value) as place from (select case " + which
                        + " end as facet, case " + value + " end as value, count(*) as count")
                .add(toCount)
                .add(
                        " group by grouping sets (" + sets + ")) g where value is not null) f left join host_watch w"
                                + " on f.facet = 'HOST' and w.host_id::text = f.value where f.place <= ? order by f.facet, f.place",
                        VALUES_SHOWN);
    }

    private static void count(Connection connection, List<Facet> facets, Sql toCount, Map<Facet, List<FacetValue>> into)
            throws SQLException {
        try (var statement = query(facets, toCount).prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                into.computeIfAbsent(Facet.valueOf(row.getString("facet")), _ -> new ArrayList<>())
                        .add(new FacetValue(
                                row.getString("value"),
                                Optional.ofNullable(row.getString("name")),
                                row.getLong("count")));
            }
        }
    }
}
