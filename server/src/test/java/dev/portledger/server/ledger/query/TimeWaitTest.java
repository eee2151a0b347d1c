package dev.portledger.server.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.portledger.server.testing.PostgresTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of TIME_WAIT and closing connections. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class TimeWaitTest extends SeededListeners {

    @BeforeEach
    void connections() {
        web.connections("10.0.0.5", 8080, "TIME_WAIT", 31, Instant.parse("2026-11-17T03:14:00Z"));
        web.connections("10.0.0.5", 8080, "CLOSE_WAIT", 2, null);
        web.connections("10.0.0.6", 9000, "TIME_WAIT", 7, Instant.parse("2026-11-17T03:15:00Z"));
        ledger.offlineHost("gone").connections("::1", 443, "FIN_WAIT2", 5, null);
        ledger.run(
                "insert into connection_count (host_id, netns, address, port, state, count, changed_at, reported_at)"
                        + " values (?, 1, '0.0.0.0', 0, 'TIME_WAIT', 1000, now(), now())",
                web.hostId());
    }

    @Test
    void tellsAllOfARow() {
        get("/api/time-wait")
                .statusCode(200)
                .body("total", equalTo(4))
                .body("connections", equalTo(45))
                .body("items.count", contains(31, 7, 5, 2))
                .body("items[0].hostName", equalTo("web-12"))
                .body("items[0].address", equalTo("10.0.0.5"))
                .body("items[0].state", equalTo("TIME_WAIT"))
                .body("items[0].lastLeavesAt", equalTo("2026-11-17T03:14:00Z"))
                .body("items[0].comm", equalTo("java"))
                .body("items[1]", not(hasKey("comm")))
                .body("items[2].watch", equalTo("OFFLINE"))
                .body("items[2]", not(hasKey("lastLeavesAt")))
                .body("ephemeral[0].count", equalTo(1000))
                .body("ephemeral[0].hostName", equalTo("web-12"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?port=8080                   | 31,2",
                "?port=1-500&port=9000        | 7,5",
                "?state=time_wait             | 31,7",
                "?state=FIN_WAIT2             | 5",
                "?host=gone                   | 5",
                "?q=10.0.0.6                  | 7",
                "?q=gone                      | 5",
                "?q=close                     | 2",
                "?q=9000                      | 7",
                "?sort=port                   | 5,2,31,7",
                "?sort=count                  | 2,5,7,31",
                "?sort=host                   | 5,2,31,7",
                "?sort=-leaves                | 7,31,2,5",
            })
    void filtersAndOrders(String query, String counts) {
        assertThat(get("/api/time-wait" + query)
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getList("items.count", Integer.class))
                .isEqualTo(List.of(counts.split(",")).stream()
                        .map(Integer::valueOf)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"port", "-port", "count", "-count", "host", "-host", "changed", "-changed", "leaves", "-leaves"})
    void pagesShowEveryRowOnce(String sort) {
        List<Integer> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = get("/api/time-wait?limit=1&sort=" + sort
                            + cursor.map(text -> "&cursor=" + text).orElse(""))
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("items.count", Integer.class));
            cursor = Optional.ofNullable(page.getString("nextCursor"));
        } while (cursor.isPresent());
        assertThat(seen).containsExactlyInAnyOrder(31, 7, 5, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?port=x          | 400 | port_invalid",
                "?state=WAITING   | 400 | query_invalid",
                "?sort=pid        | 400 | query_invalid",
                "?limit=0         | 400 | query_invalid",
                "?cursor=x        | 400 | cursor_invalid",
                "?host=nowhere    | 404 | host_not_found",
            })
    void refusesWhatItCannotRead(String query, int status, String code) {
        get("/api/time-wait" + query).statusCode(status).body("code", equalTo(code));
    }
}
