package dev.portledger.server.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.portledger.domain.holder.Management;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingHost;
import dev.portledger.server.testing.TestingLedger;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of listeners: what each filter lets through, pages, facets, and what is told of another time. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class ListenersTest {

    private static final String ORDERS = "orders.service";
    private static final String CONTAINER = "4f66ad9a" + "0".repeat(56);

    @SuppressWarnings("NullAway.Init") // filled by PostgresTestResource
    TestingPostgres postgres;

    private TestingLedger ledger;
    private TestingHost web;
    private String cookie;

    @BeforeEach
    void fill() {
        ledger = new TestingLedger(postgres);
        ledger.clear();
        cookie = SignedIn.cookie("viewer");
        web = ledger.liveHost("web-12");
        web.holding(8080).address("10.0.0.5").unit("java", ORDERS).insert();
        web.holding(8080)
                .address("127.0.0.1")
                .holder("node", "/opt/node/bin/node", 998, "dev", new Management.Unmanaged(Optional.empty()))
                .insert();
        web.holding(443)
                .address("::")
                .holder("nginx", 1, "root", new Management.Unit("nginx.service", Optional.empty()))
                .holder("nginx-worker", 2, "www-data", new Management.Unit("nginx.service", Optional.empty()))
                .insert();
        TestingHost db = ledger.liveHost("DB-1");
        db.holding(5432)
                .holder("postgres", 40, "postgres", new Management.Container("docker", CONTAINER))
                .insert();
        db.holding(111).udp().kernelSocket().insert();
        db.holding(631).address("::1").unknownHolders().insert();
    }

    private ValidatableResponse list(String query) {
        return SignedIn.with(cookie).get("/api/listeners" + query).then();
    }

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
                .body("items[0]", not(org.hamcrest.Matchers.hasKey("ended")))
                .body("items[0]", not(org.hamcrest.Matchers.hasKey("certain")))
                .body("items[0]", not(org.hamcrest.Matchers.hasKey("v6Only")));
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
                "?q=container:66ad9a                 | 5432",
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
}
