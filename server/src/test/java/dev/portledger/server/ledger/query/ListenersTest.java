package dev.portledger.server.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.portledger.server.testing.PostgresTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each filter of a list of listeners lets through, what it refuses, and what it tells of a row. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class ListenersTest extends SeededListeners {

    @Test
    void tellsAllOfARow() {
        web.connections("10.0.0.5", 8080, "TIME_WAIT", 31, Instant.parse("2026-11-17T03:14:00Z"));
        list("?address=10.0.0.5")
                .statusCode(200)
                .body("total", equalTo(1))
                .body("asOf", notNullValue())
                .body("unknownHosts", empty())
                .body("nextCursor", nullValue())
                .body("items[0].hostId", equalTo(web.id()))
                .body("items[0].hostName", equalTo("web-12"))
                .body("items[0].protocol", equalTo("TCP"))
                .body("items[0].port", equalTo(8080))
                .body("items[0].bindKind", equalTo("SPECIFIC"))
                .body("items[0].ownerKind", equalTo("UNIT"))
                .body("items[0].holders.are", equalTo("known"))
                .body("items[0].holders.list[0].comm", equalTo("java"))
                .body("items[0].holders.list[0].management.by", equalTo("unit"))
                .body("items[0].holders.list[0].management.name", equalTo(ORDERS))
                .body("items[0].began.how", equalTo("BETWEEN_LOOKS"))
                .body("items[0].began.after", notNullValue())
                .body("items[0].watch", equalTo("LIVE"))
                .body("items[0].timeWait.count", equalTo(31))
                .body("items[0].timeWait.lastLeavesAt", equalTo("2026-11-17T03:14:00Z"))
                .body("items[0]", not(hasKey("ended")))
                .body("items[0]", not(hasKey("certain")))
                .body("items[0]", not(hasKey("v6Only")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                  | 111,443,631,5432,8080,8080",
                "?port=8080                          | 8080,8080",
                "?port=400-700&port=111              | 111,443,631",
                "?protocol=udp                       | 111",
                "?protocol=TCP                       | 443,631,5432,8080,8080",
                "?address=127.0.0.0/8                | 8080",
                "?address=::/0                       | 443,631",
                "?process=java                       | 8080",
                "?process=nginx-worker               | 443",
                "?process=jav                        | ''",
                "?user=www-data                      | 443",
                "?unit=orders.service                | 8080",
                "?container=4f66ad9a                 | 5432",
                "?container=66ad9a                   | ''",
                "?container=billing-db               | 5432",
                "?container=Billing-DB               | 5432",
                "?container=billing                  | ''",
                "?unit=billing-db                    | ''",
                "?q=unit:billing                     | ''",
                "?q=container:billing                | 5432",
                "?host=web-12                        | 443,8080,8080",
                "?host=web-12&host=DB-1&port=443     | 443",
                "?bind=loopback                      | 631,8080",
                "?bind=WILDCARD                      | 111,443,5432",
                "?owner=UNKNOWN                      | 631",
                "?owner=KERNEL&owner=UNMANAGED       | 111,8080",
                "?q=8080                             | 8080,8080",
                "?q=port:8080%20process:node         | 8080",
                "?q=PORT:8000-9000%20java            | 8080",
                "?q=process:opt/node                 | 8080",
                "?q=process:worker                   | 443",
                "?q=user:www                         | 443",
                "?q=unit:ORDERS                      | 8080",
                "?q=container:4F66ad                 | 5432",
                "?q=container:66ad9a                 | ''",
                "?q=4f66ad9a                         | 5432",
                "?q=4f66ad9                          | ''",
                "?q=66ad9a00                         | ''",
                "?q=000                              | ''",
                "?q=host:db                          | 111,631,5432",
                "?q=host:nowhere                     | ''",
                "?q=db-1%20postgres                  | 5432",
                "?q=address:127.                     | 8080",
                "?q=::1                              | 631",
                "?q=protocol:udp                     | 111",
                "?q=%22--serve%22%20dev              | 8080",
                "?q=%25                              | ''",
                "?q=n_de                             | ''",
                "?q=no                               | 8080",
                "?q=%20                              | 111,443,631,5432,8080,8080",
            })
    void filters(String query, String ports) {
        List<Integer> found = list(query).statusCode(200).extract().jsonPath().getList("items.port", Integer.class);
        assertThat(found.stream().map(String::valueOf))
                .isEqualTo(ports.isEmpty() ? List.of() : List.of(ports.split(",")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?port=0                | port_invalid     | port",
                "?port=65536            | port_invalid     | port",
                "?port=90-80            | port_invalid     | port",
                "?port=http             | port_invalid     | port",
                "?q=port:http           | port_invalid     | port",
                "?protocol=sctp         | protocol_invalid | protocol",
                "?q=protocol:icmp       | protocol_invalid | protocol",
                "?address=localhost     | query_invalid    | address",
                "?address=10.0.0.0/33   | query_invalid    | address",
                "?bind=ANY              | query_invalid    | bind",
                "?owner=systemd         | query_invalid    | owner",
                "?process=a%00b         | query_invalid    | process",
                "?q=%22open             | query_invalid    | q",
                "?q=a%00b               | query_invalid    | q",
                "?at=yesterday          | time_invalid     | at",
                "?at=2026-11-17T03:14   | time_invalid     | at",
                "?at=12026-01-01T00:00Z | time_invalid     | at",
                "?sort=pid              | query_invalid    | sort",
                "?sort=--port           | query_invalid    | sort",
                "?limit=0               | query_invalid    | limit",
                "?limit=201             | query_invalid    | limit",
                "?limit=many            | query_invalid    | limit",
                "?cursor=x              | cursor_invalid   | cursor",
                "?cursor=%25%25         | cursor_invalid   | cursor",
            })
    void refusesWhatItCannotRead(String query, String code, String field) {
        list(query)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("field", equalTo(field))
                .body("detail", not(empty()));
    }

    @Test
    void refusesAHostThatDoesNotExist() {
        list("?host=web-99").statusCode(404).body("code", equalTo("host_not_found"));
        get("/api/listeners.csv?host=web-99").statusCode(404).body("code", equalTo("host_not_found"));
    }

    @Test
    void refusesALongSearch() {
        list("?q=" + "a".repeat(501)).statusCode(400).body("code", equalTo("query_invalid"));
        list("?q=" + "a+".repeat(21)).statusCode(400).body("code", equalTo("query_invalid"));
    }

    @Test
    void namesHostsThatAreNotWatchedNow() {
        ledger.offlineHost("gone").holding(1).insert();
        ledger.silentHost("quiet");
        ledger.enrolledHost("new");
        list("?port=1-2")
                .body("items.watch", contains("OFFLINE"))
                .body("unknownHosts.hostName", contains("gone", "new", "quiet"));
        list("?host=web-12").body("unknownHosts", empty());
    }

    @Test
    void timeWaitOnAnyAddressCountsForAWildcardListenerUnlessAnotherListensThere() {
        web.holding(7000).insert();
        web.holding(7000).address("10.0.0.5").insert();
        web.connections("10.0.0.5", 7000, "TIME_WAIT", 5, Instant.parse("2026-11-17T03:14:00Z"));
        web.connections("10.0.0.6", 7000, "TIME_WAIT", 7, Instant.parse("2026-11-17T03:15:00Z"));
        web.connections("10.0.0.7", 7000, "TIME_WAIT", 2, Instant.parse("2026-11-17T03:13:00Z"));
        web.connections("10.0.0.7", 7000, "CLOSE_WAIT", 90, null);
        web.connections("::1", 7000, "TIME_WAIT", 100, Instant.parse("2026-11-17T03:16:00Z"));
        list("?port=7000&bind=WILDCARD")
                .body("items[0].timeWait.count", equalTo(9))
                .body("items[0].timeWait.lastLeavesAt", equalTo("2026-11-17T03:15:00Z"));
        list("?port=7000&bind=SPECIFIC").body("items[0].timeWait.count", equalTo(5));
    }

    @Test
    void isForThoseWhoAreSignedIn() {
        for (String path : List.of("/api/listeners", "/api/listeners/facets", "/api/listeners.csv")) {
            RestAssured.get(path).then().statusCode(401).body("code", equalTo("not_signed_in"));
        }
    }
}
