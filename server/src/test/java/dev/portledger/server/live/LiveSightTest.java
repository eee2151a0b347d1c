package dev.portledger.server.live;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portledger.server.stop.StopScene;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingClaim;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.WebSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the feed tells somebody whose role is limited to hosts with a label: of those, and of no other. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus, or before each test
final class LiveSightTest {

    private static final String PASSWORD = "correct horse battery";
    private static final Map<String, Object> GLASS =
            Map.of("reason", "an emergency of a test, at night", "breakGlass", true);

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    /** No other test's host has it. */
    private final String team = "team-" + UUID.randomUUID();

    private final TestingBrowser limited = new TestingBrowser();
    private final TestingBrowser seesAll = new TestingBrowser();
    private final List<WebSocket> feeds = new ArrayList<>();
    private StopScene shown;
    private StopScene hidden;
    private String operator;
    private String approver;
    private String admin;

    /** Whoever does something has signed in before the feeds are opened: that would be news, too. */
    @BeforeEach
    void twoHostsAndTwoBrowsers() throws SQLException {
        shown = StopScene.with(server, postgres, Listeners.listener(8401, 1), Listeners.listener(8402, 2));
        hidden = StopScene.with(server, postgres, Listeners.listener(8403, 1), Listeners.listener(8404, 2));
        sql("update host set labels = '{\"team\":\"" + team + "\"}' where host_id = '" + shown.agent.hostId() + "'");
        String name = "limited-" + UUID.randomUUID();
        SignedIn.create(name, PASSWORD, List.of("viewer"), "{\"team\":\"" + team + "\"}");
        operator = SignedIn.cookie("operator");
        approver = SignedIn.cookie("approver");
        admin = SignedIn.cookie("admin");
        String viewer = SignedIn.cookie("viewer");
        feeds.add(limited.open(server, SignedIn.signIn(name, PASSWORD)));
        feeds.add(seesAll.open(server, viewer));
        limited.awaitKind("hello");
        seesAll.awaitKind("hello");
    }

    @AfterEach
    void gone() {
        feeds.forEach(WebSocket::abort);
        shown.close();
        hidden.close();
    }

    @Test
    void changesAndFailedBindsAreThoseOfHostsInSight() {
        hidden.agent.open(Listeners.listener(8451, 51));
        hidden.agent.failed(new TestingClaim(hidden.agent, 8452).failed(1));
        hidden.agent.awaitAcknowledged();
        seesAll.awaitFrame("a listener", frame -> tells(frame, hidden, "listeners", 8451));
        seesAll.awaitFrame("a failed bind", frame -> tells(frame, hidden, "conflicts", 8452));
        hidden.agent.disconnect();
        seesAll.awaitFrame("a host that is gone", frame -> tells(frame, hidden, "host"));

        shown.agent.open(Listeners.listener(8461, 61));
        shown.agent.failed(new TestingClaim(shown.agent, 8462).failed(1));
        shown.agent.awaitAcknowledged();
        limited.awaitFrame("a listener", frame -> tells(frame, shown, "listeners", 8461));
        limited.awaitFrame("a failed bind", frame -> tells(frame, shown, "conflicts", 8462));
        allThatWasToldHasCome();
        assertThat(limited.frames).noneMatch(frame -> frame.toString().contains(id(hidden)));
    }

    @Test
    void stopsTheirApprovalsAndBreakGlassAreThoseOfHostsInSight() {
        demandApproval(hidden);
        demandApproval(shown);
        String agreed = hidden.planned(8403);
        ok(hidden.answered(() -> post(operator, "stops/" + agreed + "/run", Map.of("reason", "the deploy needs it"))));
        String digest = SignedIn.with(approver).get("/api/stops/" + agreed).path("approval.digest");
        ok(post(approver, "stops/" + agreed + "/approvals", Map.of("decision", "APPROVE", "digest", digest)));
        String broken = hidden.planned(8404);
        ok(hidden.answered(() -> post(operator, "stops/" + broken + "/run", GLASS)));
        ok(post(approver, "break-glass/" + broken + "/acknowledge", Map.of()));
        seesAll.awaitFrame("a stop", frame -> tellsOfStop(frame, agreed));
        seesAll.awaitFrame("a stop by break-glass", frame -> tellsOfStop(frame, broken));

        String own = shown.planned(8401);
        ok(shown.answered(() -> post(operator, "stops/" + own + "/run", GLASS)));
        limited.awaitFrame("a stop", frame -> tellsOfStop(frame, own));
        allThatWasToldHasCome();
        toldAgainOf(own, () -> ok(post(approver, "break-glass/" + own + "/acknowledge", Map.of())));
        assertThat(limited.frames)
                .noneMatch(frame -> tellsOfStop(frame, agreed) || tellsOfStop(frame, broken))
                .noneMatch(frame -> frame.toString().contains(id(hidden)));
    }

    @Test
    void bulkStopsAreThoseOfWhichEveryHostIsInSight() throws SQLException {
        String mixed = shown.answered(() -> hidden.answered(() -> bulk(line(shown, 8401), line(hidden, 8403))))
                .path("bulkId");
        brokenBulk(mixed);
        ok(post(approver, "break-glass/" + mixed + "/acknowledge", Map.of()));
        ok(post(operator, "bulk-stops/" + mixed + "/abort", Map.of()));
        seesAll.awaitFrame("a bulk stop", frame -> tellsOfStop(frame, mixed));

        String own = shown.answered(() -> bulk(line(shown, 8402))).path("bulkId");
        limited.awaitFrame("a bulk stop", frame -> tellsOfStop(frame, own));
        allThatWasToldHasCome();
        brokenBulk(own);
        toldAgainOf(own, () -> ok(post(approver, "break-glass/" + own + "/acknowledge", Map.of())));
        assertThat(limited.frames).noneMatch(frame -> tellsOfStop(frame, mixed)).noneMatch(frame -> frame.toString()
                .contains(id(hidden)));
    }

    @Test
    void theAuditLogGrowsForWhoSeesWhatItIsAbout() throws SQLException {
        long before = one("select max(sequence) from audit_entry");
        hidden.planned(8403);
        ok(hidden.answered(() -> bulk(line(hidden, 8404))));
        seesAll.awaitKind("audit");
        int beats = count(limited, "heartbeat");
        // of the next one some may have been on its way before
        await().atMost(Duration.ofSeconds(30)).until(() -> count(limited, "heartbeat") >= beats + 2);
        long general = one("select count(*) from audit_entry where sequence > " + before
                + " and host_id is null and stop_id is null");
        assertThat((long) count(limited, "audit")).isLessThanOrEqualTo(general);
        int told = count(limited, "audit");
        shown.planned(8401);
        await().until(() -> count(limited, "audit") > told);
    }

    @Test
    void aHostThatComesIntoSightIsToldOfAndNoMoreOnceItIsOut() {
        labels(hidden, Map.of("team", team));
        await().until(() -> count(limited, "resync") == 1);
        hidden.agent.open(Listeners.listener(8451, 51));
        hidden.agent.awaitAcknowledged();
        limited.awaitFrame("a listener", frame -> tells(frame, hidden, "listeners", 8451));
        labels(hidden, Map.of());
        await().until(() -> count(limited, "resync") == 2);
        int until = limited.frames.size();
        hidden.agent.open(Listeners.listener(8452, 52));
        hidden.agent.awaitAcknowledged();
        seesAll.awaitFrame("a listener", frame -> tells(frame, hidden, "listeners", 8452));
        allThatWasToldHasCome();
        assertThat(limited.frames.subList(until, limited.frames.size()))
                .noneMatch(frame -> frame.toString().contains(id(hidden)));
    }

    /** Frames leave in their order: with the next stop in sight, all that was told before has come. */
    private void allThatWasToldHasCome() {
        String next = shown.planned(8402);
        limited.awaitFrame("the next stop", frame -> tellsOfStop(frame, next));
    }

    private void toldAgainOf(String stopId, Runnable act) {
        long before = limited.frames.stream()
                .filter(frame -> tellsOfStop(frame, stopId))
                .count();
        act.run();
        await().until(() -> limited.frames.stream()
                        .filter(frame -> tellsOfStop(frame, stopId))
                        .count()
                > before);
    }

    private static boolean tells(JsonNode frame, StopScene of, String topic) {
        return hosts(frame, of).anyMatch(host -> host.get("topics").toString().contains('"' + topic + '"'));
    }

    private static boolean tells(JsonNode frame, StopScene of, String topic, int port) {
        return hosts(frame, of)
                .anyMatch(host -> host.get("topics").toString().contains('"' + topic + '"')
                        && host.get("ports").valueStream().anyMatch(one -> one.intValue() == port));
    }

    private static Stream<JsonNode> hosts(JsonNode frame, StopScene of) {
        return frame.path("hosts")
                .valueStream()
                .filter(host -> host.get("hostId").textValue().equals(id(of)));
    }

    private static boolean tellsOfStop(JsonNode frame, String stopId) {
        return frame.path("stopId").asText("").equals(stopId);
    }

    private static int count(TestingBrowser browser, String kind) {
        return (int) browser.kinds().stream().filter(kind::equals).count();
    }

    private static String id(StopScene scene) {
        return scene.agent.hostId().toString();
    }

    private Response bulk(Object... lines) {
        return post(operator, "bulk-stops", Map.of("lines", List.of(lines)));
    }

    private static Object line(StopScene scene, int port) {
        return Map.of("hostId", id(scene), "holdingId", scene.holdingId(port));
    }

    private void demandApproval(StopScene scene) {
        ok(post(
                admin,
                "approval-rules",
                Map.of(
                        "name",
                        "rule of a test",
                        "match",
                        Map.of("host", "host-" + id(scene)),
                        "approvals",
                        1,
                        "reason",
                        "a test needs it")));
    }

    private void labels(StopScene scene, Map<String, String> labels) {
        ok(given().cookie(SignedIn.COOKIE, admin)
                .contentType(ContentType.JSON)
                .body(Map.of("labels", labels))
                .put("/api/hosts/" + id(scene) + "/labels"));
    }

    private static Response post(String cookie, String path, Map<String, Object> body) {
        return given().cookie(SignedIn.COOKIE, cookie)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/api/" + path);
    }

    private static void ok(Response answer) {
        assertThat(answer.statusCode()).as(answer.body().asString()).isBetween(200, 202);
    }

    /** Somebody has run it by break-glass. */
    private void brokenBulk(String bulkId) throws SQLException {
        sql(
                "insert into break_glass (subject_id, kind, title, reason, waived, broken_by, broken_subject, broken_at) values ('"
                        + bulkId + "', 'BULK', 'a test', 'an emergency', '[]', 'somebody', gen_random_uuid(), now())");
    }

    private void sql(String statement) throws SQLException {
        try (var connection = postgres.connect();
                var one = connection.createStatement()) {
            assertThat(one.executeUpdate(statement)).isPositive();
        }
    }

    private long one(String query) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
