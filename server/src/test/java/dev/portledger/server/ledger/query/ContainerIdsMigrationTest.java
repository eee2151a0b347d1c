package dev.portledger.server.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.server.testing.TestingLedger;
import dev.portledger.server.testing.TestingPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Up to version 10 the text that is searched had the ids of containers in it. */
final class ContainerIdsMigrationTest {

    @Test
    void idsLeaveTheTextOfOpenAndEndedHoldings() throws SQLException {
        try (TestingPostgres postgres = TestingPostgres.start()) {
            postgres.migrate("10");
            TestingLedger ledger = new TestingLedger(postgres);
            String id = "00db".repeat(16);
            insert(
                    ledger,
                    1,
                    "java\n/usr/bin/java\napp\n" + id + "\nnode\napp\n" + "cafe".repeat(16) + "\n10.0.0.5\n8080",
                    "infinity");
            insert(ledger, 2, "java\napp\n" + id + "\n10.0.0.5\n8080", "2026-01-01");
            insert(ledger, 3, "java\njava --id=" + id + "\napp\n10.0.0.5\n8080", "infinity");
            postgres.migrate("latest");
            List<String> texts = new ArrayList<>();
            try (var connection = postgres.connect();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("select search_text from holding order by port")) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            assertThat(texts)
                    .containsExactly(
                            "java\n/usr/bin/java\napp\nnode\napp\n10.0.0.5\n8080",
                            "java\napp\n10.0.0.5\n8080",
                            "java\njava --id=" + id + "\napp\n10.0.0.5\n8080");
        }
    }

    private static void insert(TestingLedger ledger, int port, String text, String endedAt) {
        ledger.run("""
                insert into holding (host_id, holding_id, boot_id, netns, protocol, address, port, socket_id, uid, began_at, began_how,
                    ended_after, ended_at, ended_how, holders, owner_kind, bind_kind, search_text)
                select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'TCP', '10.0.0.5', ?, 'cookie:1', 0, '2025-12-31', 'EVENT',
                    nullif(e, 'infinity'), e, case when e < 'infinity' then 'EVENT' end, '{}', 'CONTAINER', 'SPECIFIC', ?
                from (select ?::timestamptz as e) given""", port, text, endedAt);
    }
}
