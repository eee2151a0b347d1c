package dev.portledger.server.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingHost;
import dev.portledger.server.testing.TestingLedger;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who held the endpoints of one host over a range of time, the one that changed last first. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class HostHoldingsTest extends SeededListeners {

    private final Instant noon = TestingLedger.now().minus(Duration.ofMinutes(30));

    private ValidatableResponse holdings(TestingHost host, String query) {
        return get("/api/hosts/" + host.id() + "/holdings" + query);
    }

    private static String range(Instant from, Instant to) {
        return "?from=" + from + "&to=" + to;
    }

    /** Long gone, gone and back, handed over, there all the time, and there later. */
    private TestingHost busy() {
        TestingHost host = ledger.liveHost("busy");
        host.holding(21)
                .began("FIRST_LOOK", null, noon.minusSeconds(1_500))
                .ended("EVENT", noon.minusSeconds(1_000), noon.minusSeconds(1_000))
                .insert();
        host.holding(80)
                .address("10.0.0.5")
                .began("FIRST_LOOK", null, noon.minusSeconds(900))
                .ended("EVENT", noon, noon)
                .insert();
        host.holding(80)
                .address("10.0.0.5")
                .began("EVENT", noon.plusSeconds(60), noon.plusSeconds(60))
                .insert();
        host.holding(80)
                .address("::1")
                .began("FIRST_LOOK", null, noon.minusSeconds(900))
                .insert();
        host.holding(53)
                .udp()
                .began("EVENT", noon.minusSeconds(900), noon.minusSeconds(900))
                .ended("EVENT", noon.plusSeconds(90), noon.plusSeconds(90))
                .insert();
        host.holding(443)
                .began("EVENT", noon.plusSeconds(500), noon.plusSeconds(500))
                .insert();
        return host;
    }

    @Test
    void tellsOfEachEndpointTheOneThatChangedLastFirst() {
        holdings(busy(), range(noon.minusSeconds(100), noon.plusSeconds(100)))
                .statusCode(200)
                .body("from", equalTo(noon.minusSeconds(100).toString()))
                .body("to", equalTo(noon.plusSeconds(100).toString()))
                .body("total", equalTo(3))
                .body("nextCursor", nullValue())
                .body("coverage", hasSize(1))
                .body("lanes.protocol", contains("UDP", "TCP", "TCP"))
                .body("lanes.port", contains(53, 80, 80))
                .body("lanes.address", contains("0.0.0.0", "10.0.0.5", "::1"))
                .body(
                        "lanes.changedAt",
                        contains(
                                noon.plusSeconds(90).toString(),
                                noon.plusSeconds(60).toString(),
                                noon.minusSeconds(900).toString()))
                .body("lanes[1].holdings", hasSize(2))
                .body("lanes[1].holdings[0].ended.how", equalTo("EVENT"))
                .body("lanes[1].holdings[1].ended", nullValue())
                .body("lanes[1].holdings[0].holders.list[0].comm", equalTo("java"))
                .body("lanes[1].merged", empty());
    }

    @Test
    void anEndThatIsYetToComeIsNoChangeOfTheRange() {
        TestingHost host = busy();
        holdings(host, range(noon.minusSeconds(100), noon.plusSeconds(80)))
                .body("lanes.port", contains(80, 53, 80))
                .body("lanes[1].changedAt", equalTo(noon.minusSeconds(900).toString()))
                .body(
                        "lanes[1].holdings[0].ended.at",
                        equalTo(noon.plusSeconds(90).toString()));
        holdings(host, range(noon.minusSeconds(2_000), noon.minusSeconds(1_600)))
                .body("lanes", empty())
                .body("total", equalTo(0));
    }

    @Test
    void aDayUntilNowIsMeantUnlessOneIsAskedFor() {
        holdings(busy(), "")
                .statusCode(200)
                .body("lanes.port", contains(443, 53, 80, 80, 21))
                .body("total", equalTo(5));
        holdings(ledger.enrolledHost("new"), "").body("coverage", empty()).body("lanes", empty());
    }

    @Test
    void aBeginBetweenTwoLooksBelongsToTheRangeThatHasTheFirstOfThem() {
        TestingHost host = ledger.liveHost("late");
        UUID id = host.holding(80)
                .began("BETWEEN_LOOKS", noon, noon.plusSeconds(1))
                .insert();
        holdings(host, range(noon.minusSeconds(10), noon)).body("lanes", empty());
        holdings(host, range(noon.minusSeconds(10), noon.plusMillis(1)))
                .body("lanes[0].holdings.holdingId", contains(id.toString()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 200})
    void pagesShowEveryEndpointOnceThoughManyChangedAtOneTime(int limit) {
        TestingHost host = ledger.liveHost("many");
        for (int port = 1; port <= 7; port++) {
            host.holding(port).began("FIRST_LOOK", null, noon).insert();
            host.holding(port).udp().began("FIRST_LOOK", null, noon).insert();
        }
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = holdings(
                            host,
                            range(noon.minusSeconds(1), noon.plusSeconds(1)) + "&limit=" + limit
                                    + cursor.map(text -> "&cursor=" + text).orElse(""))
                    .statusCode(200)
                    .body("total", equalTo(14))
                    .extract()
                    .jsonPath();
            for (int i = 0; i < page.getList("lanes").size(); i++) {
                assertThat(page.getList("lanes[" + i + "].holdings")).hasSize(1);
                seen.add(page.getString("lanes[" + i + "].protocol") + page.getString("lanes[" + i + "].port"));
            }
            cursor = Optional.ofNullable(page.getString("nextCursor"));
        } while (cursor.isPresent());
        assertThat(seen)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 7)
                        .boxed()
                        .flatMap(port -> List.of("TCP" + port, "UDP" + port).stream())
                        .toList());
    }

    @Test
    void aCrowdedPageIsMergedLaneByLane() {
        Instant begin = TestingLedger.now().minus(Duration.ofMinutes(55));
        // two ports in turn, each shorter than a pixel of two seconds
        ledger.run(
                "insert into holding (host_id, holding_id, boot_id, netns, protocol, address, port, socket_id, uid, began_after,"
                        + " began_at, began_how, ended_after, ended_at, ended_how, holders, comm, owner_kind, bind_kind,"
                        + " search_text) select ?, gen_random_uuid(), ?, 1, 'TCP', '10.0.0.5', 1000 + n % 2, 'cookie:' || n, 0,"
                        + " null, b, 'EVENT', b + interval '100 ms', b + interval '100 ms', 'EVENT',"
                        + " '{\"are\":\"known\",\"list\":[]}', null, 'KERNEL', 'SPECIFIC', '' from (select n, ?::timestamptz"
                        + " + n * interval '200 ms' as b from generate_series(1, 6000) n) s",
                web.hostId(), web.bootId(), begin);
        String range = range(begin, begin.plusSeconds(1_250)) + "&resolution=600";
        holdings(web, range)
                .body("lanes.port", contains(1000, 1001))
                .body("lanes.holdings", contains(empty(), empty()))
                .body("lanes[0].merged.holdings", contains(3000))
                .body("lanes[1].merged.holdings", contains(3000))
                .body("lanes[1].merged[0].from", equalTo(begin.plusMillis(200).toString()));
        // one of them alone is not too much
        holdings(web, range + "&limit=1")
                .body("lanes[0].holdings", hasSize(3000))
                .body("lanes[0].merged", empty());
    }

    @Test
    void aCursorIsOfOneHostAndRange() {
        TestingHost host = busy();
        String cursor = holdings(host, "?limit=1").extract().path("nextCursor");
        holdings(host, "?cursor=" + cursor).statusCode(200).body("lanes", hasSize(4));
        holdings(web, "?cursor=" + cursor).statusCode(400).body("code", equalTo("cursor_invalid"));
        holdings(host, "?to=" + noon + "&cursor=" + cursor).statusCode(400).body("code", equalTo("cursor_invalid"));
    }

    @ParameterizedTest
    @CsvSource({
        "from=noon, time_invalid, from",
        "to=2026-11-17, time_invalid, to",
        "from=2026-11-17T00:00Z&to=2026-11-17T00:00Z, range_invalid, from",
        "from=2020-11-17T00:00Z&to=2026-11-17T00:00Z, range_invalid, from",
        "resolution=0, query_invalid, resolution",
        "resolution=wide, query_invalid, resolution",
        "limit=201, query_invalid, limit",
        "cursor=abc, cursor_invalid, cursor",
    })
    void refusesWhatItCannotRead(String query, String code, String field) {
        holdings(web, "?" + query).statusCode(400).body("code", equalTo(code)).body("field", equalTo(field));
    }

    @Test
    void refusesAHostThatDoesNotExist() {
        for (String host : new String[] {UUID.randomUUID().toString(), "web-12"}) {
            get("/api/hosts/" + host + "/holdings").statusCode(404).body("code", equalTo("host_not_found"));
        }
    }
}
