package dev.portledger.server.ledger.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.TestingLedger;
import dev.portledger.server.testing.TestingPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a snapshot costs is in proportion to its own size and not to what other hosts hold, also while the planner has no statistics
 * or old ones, as when a whole fleet connects for the first time.
 */
final class HoldingPlansTest {

    private static final UUID HOST = new UUID(1, 1);

    private static final TestingPostgres POSTGRES = TestingPostgres.start();

    @BeforeAll
    static void fill() {
        POSTGRES.migrate("latest");
        TestingLedger ledger = new TestingLedger(POSTGRES);
        // it would come by at some time within the test
        ledger.run("alter table holding_open set (autovacuum_enabled = off)");
        ledger.run("analyze snapshot_listing");
        ledger.run("""
                insert into holding (host_id, holding_id, boot_id, netns, protocol, address, port, socket_id, uid, began_at, began_how,
                    holders, owner_kind, bind_kind, search_text)
                select md5('host ' || h)::uuid, gen_random_uuid(), md5('host ' || h)::uuid, 1, 'TCP', '0.0.0.0', n, 'cookie:' || n, 0, now(),
                    'EVENT', jsonb_build_object('are', 'known', 'list', '[]'::jsonb, 'gap', repeat('x', 500)), 'UNIT', 'WILDCARD', ''
                from generate_series(1, 10) h, generate_series(1, 2000) n""");
    }

    @AfterAll
    static void stop() {
        POSTGRES.close();
    }

    @ParameterizedTest
    @MethodSource
    void socketsAreFoundOneByOne(String sql) throws SQLException {
        List<HoldingTable.Ending> sockets = IntStream.rangeClosed(1, 400)
                .mapToObj(n -> new HoldingTable.Ending(HOST, HOST, Listeners.tcp(n, n), edge(), "{}"))
                .toList();
        try (Connection connection = POSTGRES.connect()) {
            assertThat(plan(HoldingTable.ENDINGS.prepare(connection, "explain " + sql, sockets)))
                    .containsPattern(
                            "Function Scan on r.*\n.*Index Scan using holding_open_\\w+ on holding_open h.*\n.*host_id = r")
                    .doesNotContain("Seq Scan on holding_open", "Merge Join", "Hash Join");
        }
    }

    @ParameterizedTest
    @MethodSource
    void hostsAreReadOneByOne(String sql) throws SQLException {
        List<HoldingTable.Sweep> sweeps = List.of(new HoldingTable.Sweep(HOST, HOST, edge()));
        try (Connection connection = POSTGRES.connect()) {
            assertThat(plan(HoldingTable.SWEEPS.prepare(connection, "explain " + sql, sweeps)))
                    .containsPattern("Index Cond: \\(host_id = r(_1)?\\.host_id\\)")
                    .doesNotContain("Seq Scan on holding_open", "Anti Join");
        }
    }

    private static Stream<String> socketsAreFoundOneByOne() {
        return Stream.of(HoldingSql.END, HoldingSql.END_OF_OTHER_HOLDERS, HoldingSql.LIST);
    }

    private static Stream<String> hostsAreReadOneByOne() {
        return Stream.of(HoldingSql.END_OTHER_BOOTS, HoldingSql.END_UNLISTED);
    }

    private static Edge edge() {
        return new Edge(null, Instant.now(), Edge.How.BETWEEN_LOOKS);
    }

    private static String plan(PreparedStatement explain) throws SQLException {
        try (explain;
                var rows = explain.executeQuery()) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return String.join("\n", lines);
        }
    }
}
