package dev.portledger.server.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingHost;
import dev.portledger.server.testing.TestingLedger;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of hosts and what is told of one. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class HostsTest {

    @SuppressWarnings("NullAway.Init") // filled by PostgresTestResource
    TestingPostgres postgres;

    private TestingLedger ledger;
    private TestingHost live;
    private TestingHost offline;
    private String cookie;

    @BeforeEach
    void fill() {
        ledger = new TestingLedger(postgres);
        ledger.clear();
        cookie = SignedIn.cookie("viewer");
        live = ledger.liveHost("web-1");
        live.holding(80).insert();
        live.holding(81).insert();
        offline = ledger.offlineHost("web-2");
        ledger.silentHost("db-1");
        ledger.enrolledHost("new");
    }

    private ValidatableResponse get(String path) {
        return SignedIn.with(cookie).get(path).then();
    }

    @Test
    void listsHostsByName() {
        get("/api/hosts")
                .statusCode(200)
                .body("total", equalTo(4))
                .body("items.name", contains("db-1", "new", "web-1", "web-2"))
                .body("items.watch", contains("SILENT", "NEVER", "LIVE", "OFFLINE"))
                .body("items[2].listeners", equalTo(2))
                .body("items[2].problems", empty())
                .body("items[2].os", startsWith("Ubuntu"))
                .body("items[0].listeners", equalTo(0))
                .body("items[1]", not(hasKey("listeners")))
                .body("items[1]", not(hasKey("lookedAt")))
                .body("items[0].problems.code", contains("agent_silent"))
                .body("items[1].problems.code", contains("never_connected"))
                .body("items[3].problems.code", contains("agent_offline"))
                .body("items[3].problems.severity", contains("danger"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?q=WEB           | web-1,web-2",
                "?q=%20db%20      | db-1",
                "?q=ubuntu        | db-1,web-1,web-2",
                "?q=%25           | ''",
                "?watch=live      | web-1",
                "?watch=LIVE&watch=never | new,web-1",
                "?q=web&watch=offline | web-2",
            })
    void filters(String query, String names) {
        assertThat(get("/api/hosts" + query)
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getList("items.name", String.class))
                .isEqualTo(names.isEmpty() ? List.of() : List.of(names.split(",")));
    }

    @ParameterizedTest
    @CsvSource({
        "db, false",
        "cafe, false",
        "0000-4000, false",
        "00db-4000-cafe, false",
        "5e1f700, false",
        "5e1f7000, true",
        "5E1F7000-00db, true",
        "5e1f7000-00db-4000-cafe-000000000001, true",
        "5e1f7000-00db-4000-cafe-000000000001x, false",
        "5e1f7000_00db, false"
    })
    void idIsFoundByItsBeginningOnly(String text, boolean found) {
        ledger.enrolledHost("quiet", UUID.fromString("5e1f7000-00db-4000-cafe-000000000001"))
                .holding(9000)
                .insert();
        assertThat(get("/api/hosts?q=" + text)
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getList("items.name"))
                .as("hosts")
                .satisfies(names -> assertThat(names.contains("quiet")).isEqualTo(found));
        assertThat(get("/api/listeners?q=" + text)
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getList("items.hostName"))
                .as("listeners")
                .satisfies(names -> assertThat(names.contains("quiet")).isEqualTo(found));
    }

    @ParameterizedTest
    @CsvSource({
        "?watch=awake, query_invalid",
        "?limit=-1, query_invalid",
        "?cursor=x, cursor_invalid",
        "?q=a%00b, query_invalid"
    })
    void refusesWhatItCannotRead(String query, String code) {
        get("/api/hosts" + query).statusCode(400).body("code", equalTo(code));
    }

    @Test
    void pagesShowEveryHostOnceThoughNamesAreNotUnique() {
        for (int i = 0; i < 20; i++) {
            ledger.enrolledHost("twin");
        }
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = get("/api/hosts?limit=3"
                            + cursor.map(text -> "&cursor=" + text).orElse(""))
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("items.hostId", String.class));
            cursor = Optional.ofNullable(page.getString("nextCursor"));
        } while (cursor.isPresent());
        assertThat(seen).doesNotHaveDuplicates().hasSize(24);
    }

    @Test
    void tellsAllOfAHost() {
        Instant begin = TestingLedger.now().minus(Duration.ofDays(6));
        live.covered(begin, begin.plusSeconds(60), "GAP", "the outbox was full");
        live.covered(begin.minus(Duration.ofDays(3)), begin.minus(Duration.ofDays(2)));
        ledger.run(
                "update host set facilities = ?::jsonb, skew = interval '-3.5 seconds', resident_bytes = 64000000,"
                        + " outbox_frames = 2 where host_id = ?",
                """
                [{"name":"sock_diag","available":true,"detail":"netlink"},
                 {"name":"holders","available":false,"detail":"no CAP_SYS_PTRACE","cost":"other users' processes"},
                 {"name":"events","available":false,"detail":"not built"}]""",
                live.hostId());
        get("/api/hosts/" + live.id())
                .statusCode(200)
                .body("hostId", equalTo(live.id()))
                .body("name", equalTo("web-1"))
                .body("watch", equalTo("LIVE"))
                .body("bootId", equalTo(live.bootId().toString()))
                .body("bootedAt", notNullValue())
                .body("enrolledAt", notNullValue())
                .body("skew", equalTo("PT-3.5S"))
                .body("residentBytes", equalTo(64_000_000))
                .body("outboxFrames", equalTo(2))
                .body("facilities.name", contains("sock_diag", "holders", "events"))
                .body("facilities[1].cost", equalTo("other users' processes"))
                .body("problems.code", contains("clock_skew", "facility_missing", "facility_missing"))
                .body("problems.severity", contains("warning", "warning", "info"))
                .body("coverage", hasSize(2))
                .body("coverage[0].endedHow", equalTo("GAP"))
                .body("coverage[0].reason", equalTo("the outbox was full"))
                .body("coverage[1]", not(hasKey("endedHow")));
    }

    @Test
    void namesGapsOfTheLastDay() {
        Instant now = TestingLedger.now();
        offline.covered(now.minus(Duration.ofHours(10)), now.minus(Duration.ofHours(9)), "GAP", "suspended");
        get("/api/hosts/" + offline.id()).body("problems.code", hasItem("coverage_gap"));
        get("/api/hosts/" + live.id()).body("problems", empty());
    }
}
