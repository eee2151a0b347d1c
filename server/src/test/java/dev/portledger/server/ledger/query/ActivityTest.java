package dev.portledger.server.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingHost;
import dev.portledger.server.testing.TestingLedger;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happened on a host, and what the overview makes of it. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class ActivityTest extends SeededListeners {

    private final Instant noon = TestingLedger.now().minusSeconds(7200);

    private TestingHost busy() {
        TestingHost host = ledger.enrolledHost("busy");
        host.covered(noon, noon.plusSeconds(100), "GAP", "the outbox was full");
        host.covered(noon.plusSeconds(200), noon.plusSeconds(300), "HOST_REBOOTED", null);
        host.covered(noon.plusSeconds(400), noon.plusSeconds(500));
        host.holding(1)
                .unit("java", ORDERS)
                .began("FIRST_LOOK", null, noon)
                .ended("HOLDERS_CHANGED", noon.plusSeconds(10), noon.plusSeconds(11))
                .insert();
        host.holding(1)
                .began("HOLDERS_CHANGED", noon.plusSeconds(10), noon.plusSeconds(11))
                .ended("EVENT", noon.plusSeconds(20), noon.plusSeconds(20))
                .insert();
        return host;
    }

    @Test
    void tellsWhatHappenedNewestFirst() {
        TestingHost host = busy();
        get("/api/hosts/" + host.id() + "/activity")
                .statusCode(200)
                .body("items.kind", contains("rebooted", "gap", "closed", "holders_changed", "opened"))
                .body("items.how", contains("HOST_REBOOTED", "GAP", "EVENT", "HOLDERS_CHANGED", "FIRST_LOOK"))
                .body("items[1].detail", equalTo("the outbox was full"))
                .body("items[1].at", equalTo(noon.plusSeconds(100).toString()))
                .body("items[4].comm", equalTo("java"))
                .body("items[4].pid", equalTo(4121))
                .body("items[4].port", equalTo(1))
                .body("items[4].hostName", equalTo("busy"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 50, 200})
    void pagesShowEverythingOnceThoughMuchHappenedAtOneTime(int limit) {
        TestingHost host = busy();
        for (int i = 0; i < 12; i++) {
            host.holding(100 + i)
                    .began("FIRST_LOOK", null, noon)
                    .ended("AGENT_GONE", noon.plusSeconds(20), noon.plusSeconds(20))
                    .insert();
        }
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = get("/api/hosts/" + host.id() + "/activity?limit=" + limit
                            + cursor.map(text -> "&cursor=" + text).orElse(""))
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            for (int i = 0; i < page.getList("items").size(); i++) {
                seen.add(page.getString("items[" + i + "].at")
                        + page.getString("items[" + i + "].kind")
                        + page.getString("items[" + i + "].holdingId"));
            }
            cursor = Optional.ofNullable(page.getString("nextCursor"));
        } while (cursor.isPresent());
        assertThat(seen).doesNotHaveDuplicates().hasSize(5 + 24);
    }

    @Test
    void theOverviewCountsWhatTheListsCount() {
        web.connections("10.0.0.5", 8080, "TIME_WAIT", 31, null);
        web.connections("10.0.0.6", 8080, "TIME_WAIT", 4, null);
        web.connections("10.0.0.6", 8080, "CLOSE_WAIT", 9, null);
        ledger.run(
                "insert into connection_count (host_id, netns, address, port, state, count, changed_at, reported_at)"
                        + " values (?, 1, '0.0.0.0', 0, 'TIME_WAIT', 1000, now(), now())",
                web.hostId());
        ledger.offlineHost("gone");
        ledger.silentHost("quiet");
        ledger.enrolledHost("new");
        var overview = get("/api/overview").statusCode(200).extract().jsonPath();
        assertThat(overview.getLong("listeners"))
                .isEqualTo(total("/api/listeners?protocol=tcp"))
                .isEqualTo(5);
        assertThat(overview.getLong("boundUdp"))
                .isEqualTo(total("/api/listeners?protocol=udp"))
                .isEqualTo(1);
        assertThat(overview.getLong("unmanaged"))
                .isEqualTo(total("/api/listeners?owner=UNMANAGED"))
                .isEqualTo(1);
        assertThat(overview.getLong("unknownHolders"))
                .isEqualTo(total("/api/listeners?owner=UNKNOWN"))
                .isEqualTo(1);
        assertThat(overview.getLong("timeWait"))
                .isEqualTo(get("/api/time-wait?state=TIME_WAIT")
                        .extract()
                        .jsonPath()
                        .getLong("connections"))
                .isEqualTo(35);
        for (String watch : List.of("live", "silent", "offline", "never")) {
            assertThat(overview.getLong("hosts." + watch))
                    .as(watch)
                    .isEqualTo(total("/api/hosts?watch=" + watch))
                    .isEqualTo(watch.equals("live") ? 2 : 1);
        }
        assertThat(overview.getList("recent.kind", String.class)).hasSize(7).containsOnly("opened", "gap");
        assertThat(overview.getLong("stopsOpen")).isZero();
        assertThat(overview.getList("recentStops")).isEmpty();
    }

    private long total(String path) {
        return get(path).statusCode(200).extract().jsonPath().getLong("total");
    }
}
