package dev.portledger.server.ledger.query;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.portledger.domain.holder.Management;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingHost;
import dev.portledger.server.testing.TestingLedger;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How it stands with one port of one host, now, at a time and over a range; free is never assumed. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class PortTest extends SeededListeners {

    private ValidatableResponse port(TestingHost host, String rest) {
        return get("/api/hosts/" + host.id() + "/ports/" + rest);
    }

    @Test
    void tellsWhoHoldsAPort() {
        web.connections("10.0.0.5", 8080, "TIME_WAIT", 31, Instant.parse("2026-11-17T03:14:00Z"));
        web.connections("10.0.0.5", 8080, "CLOSE_WAIT", 2, null);
        port(web, "tcp/8080")
                .statusCode(200)
                .body("hostName", equalTo("web-12"))
                .body("protocol", equalTo("TCP"))
                .body("port", equalTo(8080))
                .body("at", notNullValue())
                .body("state", equalTo("HELD"))
                .body("reason", nullValue())
                .body("listeners.address", contains("10.0.0.5", "127.0.0.1"))
                .body("connections.state", contains("CLOSE_WAIT", "TIME_WAIT"))
                .body("connections[1].count", equalTo(31))
                .body("connections[1].netns", notNullValue())
                .body("connections[1].changedAt", notNullValue())
                .body("watch", equalTo("LIVE"))
                .body("lookedAt", notNullValue());
    }

    @Test
    void freeIsWhatWasWatchedAndNotHeld() {
        port(web, "TCP/8081").body("state", equalTo("FREE")).body("listeners", empty());
        port(web, "udp/8080").body("state", equalTo("FREE")).body("connections", empty());
    }

    @Test
    void whatListensInAnotherNetworkLeavesTheHostsPortFree() {
        TestingHost host = ledger.liveHost("containers");
        var container = new Management.Container("docker", "c".repeat(64), Optional.of("orders-db"), Optional.empty());
        host.holding(80)
                .netns(4_026_532_001L)
                .holder("nginx", 501, "root", container)
                .insert();
        host.holding(80)
                .netns(4_026_532_002L)
                .holder("nginx", 502, "root", container)
                .insert();
        port(host, "tcp/80")
                .body("state", equalTo("FREE"))
                .body("listeners.network", contains("OTHER", "OTHER"))
                .body("listeners.netns", containsInAnyOrder(4_026_532_001L, 4_026_532_002L));
        host.holding(80).insert();
        port(host, "tcp/80").body("state", equalTo("HELD")).body("listeners", hasSize(3));
    }

    /** Numbers of namespaces are given anew at each boot, and agents before this one did not tell theirs. */
    @Test
    void whoseNetworkItWasIsUnknownWhereNobodyCanTell() {
        TestingHost host = ledger.liveHost("rebooted");
        host.holding(80).insert();
        host.holding(80).netns(4_026_532_001L).insert();
        ledger.run("update host set boot_id = gen_random_uuid() where host_id = ?", host.hostId());
        port(host, "tcp/80")
                .body("state", equalTo("HELD"))
                .body("listeners.find { it.netns == 4026531840L }.network", equalTo("HOST"))
                .body("listeners.find { it.netns == 4026532001L }.network", nullValue());
        ledger.run("update host set netns = null where host_id = ?", host.hostId());
        port(host, "tcp/80").body("listeners.network", contains(nullValue(), nullValue()));
    }

    @Test
    void nothingIsFreeWhereNobodyLooks() {
        TestingHost gone = ledger.offlineHost("gone");
        gone.holding(8080).insert();
        port(gone, "tcp/8080")
                .body("state", equalTo("OFFLINE"))
                .body("listeners", hasSize(1))
                .body("reason", containsString("not connected"));
        port(gone, "tcp/8081").body("state", equalTo("OFFLINE")).body("listeners", empty());
        port(ledger.silentHost("quiet"), "tcp/8080")
                .body("state", equalTo("UNKNOWN"))
                .body("reason", containsString("has not looked"));
        port(ledger.enrolledHost("new"), "tcp/8080")
                .body("state", equalTo("UNKNOWN"))
                .body("reason", containsString("never connected"))
                .body("lookedAt", nullValue());
    }

    @Test
    void aTimeAnswersByWhoWasWatchingThen() {
        Instant noon = TestingLedger.now().minus(Duration.ofDays(2));
        TestingHost old = ledger.enrolledHost("old");
        old.covered(noon.minusSeconds(3600), noon.plusSeconds(600), "AGENT_GONE", null);
        old.holding(1000)
                .began("BETWEEN_LOOKS", noon.minusSeconds(60), noon.minusSeconds(50))
                .ended("BETWEEN_LOOKS", noon.plusSeconds(50), noon.plusSeconds(60))
                .insert();
        at(old, noon.minusSeconds(70)).body("state", equalTo("FREE"));
        at(old, noon.minusSeconds(55))
                .body("state", equalTo("UNKNOWN"))
                .body("reason", containsString("between two looks"))
                .body("listeners.certain", contains(false));
        at(old, noon).body("state", equalTo("HELD")).body("listeners.certain", contains(true));
        at(old, noon.plusSeconds(55)).body("state", equalTo("UNKNOWN"));
        at(old, noon.plusSeconds(65)).body("state", equalTo("FREE")).body("reason", nullValue());
        at(old, noon.plusSeconds(601))
                .body("state", equalTo("UNKNOWN"))
                .body("reason", containsString("no agent was watching"));
        at(old, noon.minusSeconds(3601)).body("state", equalTo("UNKNOWN"));
    }

    @Test
    void aSocketThatChangesHandsIsHeldThroughout() {
        Instant noon = TestingLedger.now().minus(Duration.ofMinutes(20));
        web.holding(1000)
                .began("EVENT", noon.minusSeconds(60), noon.minusSeconds(60))
                .ended("HOLDERS_CHANGED", noon, noon.plusSeconds(1))
                .insert();
        web.holding(1000).began("HOLDERS_CHANGED", noon, noon.plusSeconds(1)).insert();
        at(web, noon.plusMillis(500)).body("state", equalTo("HELD")).body("listeners.certain", contains(false, false));
    }

    @Test
    void tellsWhoHeldAPortOverARange() {
        Instant noon = TestingLedger.now().minus(Duration.ofMinutes(30));
        TestingHost old = ledger.liveHost("old");
        UUID first = old.holding(1000)
                .began("EVENT", noon.minusSeconds(900), noon.minusSeconds(900))
                .ended("EVENT", noon, noon)
                .insert();
        UUID second = old.holding(1000)
                .began("BETWEEN_LOOKS", noon.plusSeconds(60), noon.plusSeconds(61))
                .insert();
        ledger.run(
                "insert into connection_history (host_id, at, netns, address, port, state, count) values (?, ?, 1,"
                        + " '10.0.0.5', 1000, 'TIME_WAIT', 3), (?, ?, 1, '10.0.0.5', 1000, 'TIME_WAIT', 0)",
                old.hostId(),
                noon,
                old.hostId(),
                noon.plusSeconds(60));
        range(old, noon.minusSeconds(10), noon.plusSeconds(100))
                .statusCode(200)
                .body("from", equalTo(noon.minusSeconds(10).toString()))
                .body("coverage", hasSize(1))
                .body("holdings.holdingId", contains(first.toString(), second.toString()))
                .body("holdings[0].ended.how", equalTo("EVENT"))
                .body("holdings[1].ended", nullValue())
                .body("merged", empty())
                .body("connections.count", contains(3, 0));
        range(old, noon.plusSeconds(1), noon.plusSeconds(59)).body("holdings", empty());
        // its begin lies between two looks, the first of which is in the range
        range(old, noon.plusSeconds(1), noon.plusSeconds(61)).body("holdings.holdingId", contains(second.toString()));
        port(old, "tcp/1000/holdings").body("holdings", hasSize(2));
        port(old, "udp/1000/holdings").body("holdings", empty()).body("connections", empty());
    }

    @Test
    void aCrowdedTimelineIsMergedAndSaysSo() {
        Instant begin = TestingLedger.now().minus(Duration.ofMinutes(50));
        ledger.run(
                "insert into holding (host_id, holding_id, boot_id, netns, protocol, address, port, socket_id, uid, began_after,"
                        + " began_at, began_how, ended_after, ended_at, ended_how, holders, comm, owner_kind, bind_kind,"
                        + " search_text) select ?, gen_random_uuid(), ?, 1, 'TCP', '10.0.0.5', 1000, 'cookie:' || n, 0, null,"
                        + " b, 'EVENT', b + interval '100 ms', b + interval '100 ms', 'EVENT',"
                        + " '{\"are\":\"known\",\"list\":[]}', null, 'KERNEL', 'SPECIFIC', '' from (select n, ?::timestamptz"
                        + " + n * interval '200 ms' as b from generate_series(1, 6000) n) s",
                web.hostId(),
                web.bootId(),
                begin);
        web.holding(1000)
                .address("10.0.0.5")
                .began("EVENT", begin.plusSeconds(1300), begin.plusSeconds(1300))
                .insert();
        String range = "?from=" + begin + "&to=" + begin.plusSeconds(2000);
        port(web, "tcp/1000/holdings" + range + "&resolution=1000")
                .body("holdings", hasSize(1))
                .body("merged", hasSize(1))
                .body("merged[0].holdings", equalTo(6000))
                .body("merged[0].address", equalTo("10.0.0.5"))
                .body("merged[0].from", equalTo(begin.plusMillis(200).toString()));
        port(web, "tcp/1000/holdings?from=" + begin + "&to=" + begin.plusSeconds(600))
                .body("holdings", hasSize(2999))
                .body("merged", empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp/0                                                        | port_invalid",
                "tcp/65536                                                    | port_invalid",
                "tcp/http                                                     | port_invalid",
                "tcp/80-90                                                    | port_invalid",
                "sctp/80                                                      | protocol_invalid",
                "tcp/80?at=noon                                               | time_invalid",
                "tcp/80/holdings?from=noon                                    | time_invalid",
                "tcp/80/holdings?to=2026-11-17                                | time_invalid",
                "tcp/80/holdings?from=2026-11-17T00:00Z&to=2026-11-17T00:00Z  | range_invalid",
                "tcp/80/holdings?from=2020-11-17T00:00Z&to=2026-11-17T00:00Z  | range_invalid",
                "tcp/80/holdings?resolution=0                                 | query_invalid",
                "tcp/80/holdings?resolution=wide                              | query_invalid",
            })
    void refusesWhatItCannotRead(String rest, String code) {
        port(web, rest).statusCode(400).body("code", equalTo(code));
    }

    @Test
    void refusesAHostThatDoesNotExist() {
        for (String host : new String[] {UUID.randomUUID().toString(), "web-12", "1-1-1-1-1"}) {
            get("/api/hosts/" + host + "/ports/tcp/80").statusCode(404).body("code", equalTo("host_not_found"));
            get("/api/hosts/" + host + "/ports/tcp/80/holdings")
                    .statusCode(404)
                    .body("code", equalTo("host_not_found"));
            get("/api/hosts/" + host).statusCode(404).body("code", equalTo("host_not_found"));
            get("/api/hosts/" + host + "/activity").statusCode(404).body("code", equalTo("host_not_found"));
        }
    }

    private ValidatableResponse at(TestingHost host, Instant at) {
        return port(host, "tcp/1000?at=" + at).statusCode(200);
    }

    private ValidatableResponse range(TestingHost host, Instant from, Instant to) {
        return port(host, "tcp/1000/holdings?from=" + from + "&to=" + to);
    }
}
