package dev.portledger.server.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.page.PageLimit;
import dev.portledger.server.sql.PagedRead;
import dev.portledger.server.sql.Sql;
import dev.portledger.server.testing.TestingLedger;
import dev.portledger.server.testing.TestingPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Over 20,000 listeners the searches of the Ports page go by the indexes that are made for them. How long they take is measured in
 * {@code bench}; this holds what those figures rest on.
 */
final class ListenerPlansTest {

    private static final String HOSTS = """
            insert into host (host_id, name, public_key)
            select md5('host ' || n)::uuid, 'web-' || n, '\\x01' from generate_series(1, 100) n""";

    private static final String LISTENERS = """
            insert into holding (host_id, holding_id, boot_id, netns, protocol, address, port, socket_id, uid, began_at, began_how,
                holders, comm, user_name, unit, container, owner_kind, bind_kind, search_text)
            select host_id, gen_random_uuid(), host_id, 1, 'TCP', '0.0.0.0', 1000 + n * 37 % 20000, 'cookie:' || n, 0,
                now() - make_interval(mins => n), 'EVENT', jsonb_build_object('are', 'known', 'list', '[]'::jsonb, 'gap', repeat('x', 500)),
                'java', 'app', 'service-' || n || '.service', md5(n::text) || md5(name), 'CONTAINER', 'WILDCARD',
                'java service-' || n || '.service ' || md5(name || n) || ' 0.0.0.0 ' || 1000 + n * 37 % 20000
            from host, generate_series(1, 200) n""";

    private static final TestingPostgres POSTGRES = TestingPostgres.start();

    @BeforeAll
    static void fill() {
        POSTGRES.migrate("latest");
        TestingLedger ledger = new TestingLedger(POSTGRES);
        ledger.run(HOSTS);
        ledger.run(LISTENERS);
        await().until(ListenerPlansTest::vacuumed);
    }

    /**
     * Whether VACUUM has left no page that an index-only scan would have to look at. It leaves them as long as another transaction,
     * such as one of autovacuum, may need older rows, and the planner counts them.
     */
    private static boolean vacuumed() throws SQLException {
        POSTGRES.asSuperuser("portledger", "vacuum analyze");
        try (Connection connection = POSTGRES.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select relallvisible = relpages from pg_class where relname = 'holding_open'")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    @AfterAll
    static void stop() {
        POSTGRES.close();
    }

    @ParameterizedTest
    @CsvSource({
        "port:4700, holding_open_order|holding_open_port_ended_at_idx",
        "4700, holding_open_search",
        "service-77, holding_open_search",
        "unit:service-77, holding_open_search",
        "container:4f66ad9a, holding_open_container",
        "4f66ad9a0c12, holding_open_container",
    })
    void searchesGoByAnIndex(String search, String index) throws SQLException {
        assertThat(plan(search, conditions -> Sql.of("select *").add(conditions.fromWhere())))
                .containsPattern(index)
                .doesNotContain("Seq Scan on holding_open");
    }

    @ParameterizedTest
    @CsvSource({"port", "-port", "began", "-began"})
    void aPageReadsNoMoreRowsThanItShows(String sort) throws SQLException {
        PagedRead paged = PagedRead.of(
                ListenerSort.parse(Optional.of(sort)), PageLimit.parse(Optional.empty()), Optional.empty(), "");
        assertThat(plan("", conditions -> paged.query(ListenerColumns.plain(), conditions.fromWhere())))
                .contains("Incremental Sort")
                .doesNotContain("Seq Scan on holding_open");
    }

    @Test
    void countsReadAnIndexAndNoRows() throws SQLException {
        assertThat(plan("", conditions -> Sql.of("select count(*)").add(conditions.toCount(Optional.empty()))))
                .contains("Index Only Scan")
                .doesNotContain("Seq Scan on holding_open");
        assertThat(plan(
                        "",
                        conditions ->
                                FacetStore.query(Arrays.asList(Facet.values()), conditions.toCount(Optional.empty()))))
                .contains("Index Only Scan using holding_open_facets");
    }

    /** Makes a statement of conditions. */
    @FunctionalInterface
    private interface Statement {
        Sql of(ListenerConditions conditions);
    }

    private static String plan(String search, Statement statement) throws SQLException {
        ListenerFilter none = ListenerFilter.NONE;
        ListenerFilter filter = new ListenerFilter(
                SearchWords.parse(search),
                none.ports(),
                none.protocols(),
                none.addresses(),
                none.processes(),
                none.users(),
                none.units(),
                none.containers(),
                none.hosts(),
                none.binds(),
                none.owners(),
                none.at());
        try (Connection connection = POSTGRES.connect()) {
            ListenerConditions conditions = ListenerConditions.resolve(filter, new HostDirectory(), connection);
            try (var explain = Sql.of("explain ").add(statement.of(conditions)).prepare(connection);
                    var rows = explain.executeQuery()) {
                List<String> lines = new ArrayList<>();
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
                return String.join("\n", lines);
            }
        }
    }
}
