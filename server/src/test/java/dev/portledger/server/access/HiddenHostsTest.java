package dev.portledger.server.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.portledger.server.access.ApiOperations.Operation;
import dev.portledger.server.stop.StopScene;
import dev.portledger.server.testing.Http;
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
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody does not see, and cannot do, whose role is limited to hosts with a label, in every operation that there is. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class HiddenHostsTest {

    private static final int SHOWN_PORT = 8101;
    private static final int HIDDEN_PORT = 8102;

    /** What an operation does not go without. */
    private static final Map<String, String> ASKED =
            Map.of("auditInclusion", "?sequence=1&size=1", "auditConsistency", "?from=1&to=1");

    /** What tells of no host. */
    private static final Set<String> OF_THE_SERVER = Set.of("signInWays", "signInWithOidc", "verifyAudit");

    @TestHTTPResource("/")
    URI server;

    TestingPostgres postgres;

    private StopScene shown;
    private StopScene hidden;
    private UUID failed;
    private String stopId;
    private String bulkId;

    @BeforeEach
    void twoHosts() throws SQLException {
        shown = StopScene.with(server, postgres, Listeners.heldBy(Listeners.tcp(SHOWN_PORT, 1), "shown-program", 4121));
        hidden = StopScene.with(
                server, postgres, Listeners.heldBy(Listeners.tcp(HIDDEN_PORT, 1), "hidden-program", 4122));
        label(shown, "shown", "{\"env\":\"test\",\"team\":\"web\"}");
        label(hidden, "hidden", "{\"env\":\"prod\",\"team\":\"web\"}");
        protects(hidden, "hidden-program");
        stopId = hidden.planned(HIDDEN_PORT);
        bulkId = bulk("admin", hidden, HIDDEN_PORT)
                .then()
                .statusCode(201)
                .extract()
                .path("bulkId");
        shown.planned(SHOWN_PORT);
        TestingClaim claim = new TestingClaim(hidden.agent, HIDDEN_PORT);
        failed = claim.id();
        hidden.agent.failed(claim.failed(3));
        hidden.agent.awaitAcknowledged();
    }

    @AfterEach
    void gone() throws SQLException {
        // tests look at what is labelled so
        label(shown, "shown", "{}");
        label(hidden, "hidden", "{}");
        shown.close();
        hidden.close();
    }

    @Test
    void nothingThatIsReadTellsOfAHiddenHost() throws Exception {
        Somebody all = Somebody.signedIn("sees all", "{}", "viewer");
        Somebody limited = Somebody.signedIn("sees tests", "{\"env\":\"test\"}", "viewer");
        List<String> telling = new ArrayList<>();
        SoftAssertions softly = new SoftAssertions();
        for (Operation operation : ApiOperations.all(server)) {
            if (operation.changes()
                    || OF_THE_SERVER.contains(operation.id())
                    || operation.role().filter("viewer"::equals).isEmpty()) {
                continue;
            }
            if (tells(get(operation, all))) {
                telling.add(operation.id());
            }
            HttpResponse<String> answer = get(operation, limited);
            softly.assertThat(tells(answer))
                    .as("%s tells of a hidden host: %s", operation, answer.body())
                    .isFalse();
            softly.assertThat(answer.statusCode())
                    .as("%s: %s", operation, answer.body())
                    .isIn(200, 404);
            if (operation.path().contains("{")) {
                softly.assertThat(answer.statusCode())
                        .as("%s of a hidden host", operation)
                        .isEqualTo(404);
            } else {
                softly.assertThat(answer.statusCode()).as("%s", operation).isEqualTo(200);
            }
        }
        softly.assertAll();
        // that it tells of the host to somebody else is what makes the silence mean something
        assertThat(telling)
                .contains(
                        "listListeners",
                        "countListeners",
                        "exportListeners",
                        "listHosts",
                        "hostPolicies",
                        "getHost",
                        "getOverview",
                        "audit",
                        "auditCsv",
                        "stops",
                        "stop",
                        "listFailedBinds",
                        "exportFailedBinds",
                        "failedBind",
                        "getPort");
    }

    @Test
    void countsAreOfWhatIsSeen() {
        String cookie = limited("viewer", "{\"env\":\"test\"}");
        String filter = "?port=" + SHOWN_PORT + "&port=" + HIDDEN_PORT;
        SignedIn.with(cookie)
                .get("/api/listeners" + filter)
                .then()
                .statusCode(200)
                .body("total", equalTo(1));
        SignedIn.with(cookie)
                .get("/api/hosts/" + shown.agent.hostId())
                .then()
                .statusCode(200)
                .body("labels.env", equalTo("test"));
        SignedIn.with(cookie)
                .get("/api/listeners?host=" + hidden.agent.hostId())
                .then()
                .statusCode(404)
                .body("code", equalTo("host_not_found"));
    }

    @Test
    void allLabelsOfASelectorHaveToFitAndOneOfSeveralGrantsIsEnough() throws SQLException {
        String both = limited("viewer", "{\"env\":\"prod\",\"team\":\"db\"}");
        SignedIn.with(both).get("/api/hosts").then().statusCode(200).body("total", equalTo(0));
        String name = Somebody.name("two");
        SignedIn.create(name, "correct horse battery", List.of("viewer"), "{\"env\":\"nowhere\"}");
        grant(
                name,
                List.of(
                        Map.of("role", "viewer", "on", Map.of("env", "test")),
                        Map.of("role", "viewer", "on", Map.of("env", "prod"))));
        SignedIn.with(SignedIn.signIn(name, "correct horse battery"))
                .queryParam("port", SHOWN_PORT, HIDDEN_PORT)
                .get("/api/listeners")
                .then()
                .body("total", org.hamcrest.Matchers.greaterThanOrEqualTo(2));
    }

    @Test
    void operatorsActOnTheirHostsOnly() {
        String name = Somebody.name("limited-operator");
        SignedIn.create(name, "correct horse battery", List.of("operator"), "{\"env\":\"test\"}");
        grant(name, List.of(Map.of("role", "operator", "on", Map.of("env", "test")), Map.of("role", "viewer")));
        String cookie = SignedIn.signIn(name, "correct horse battery");
        String host = hidden.agent.hostId().toString();
        String bind = "/api/failed-binds/" + host + "/" + failed;
        Map<String, Map<String, Object>> aimed = Map.of(
                "planStop /api/stops",
                Map.of("hostId", host, "holdingId", hidden.holdingId(HIDDEN_PORT)),
                "runStop /api/stops/" + stopId + "/run",
                Map.of("reason", "because"),
                "abortStop /api/stops/" + stopId + "/abort",
                Map.of(),
                "snoozeFailedBind " + bind + "/snooze",
                Map.of("until", "2099-01-01T00:00:00Z"),
                "resolveFailedBind " + bind + "/resolve",
                Map.of("note", "because"),
                "reopenFailedBind " + bind + "/reopen",
                Map.of());
        aimed.forEach((operation, body) -> given().cookie(SignedIn.COOKIE, cookie)
                .contentType(ContentType.JSON)
                .body(body)
                .post(operation.substring(operation.indexOf(' ') + 1))
                .then()
                .statusCode(403)
                .body("code", equalTo("forbidden_host"))
                .body("detail", containsString("operator of a host with env=prod"))
                .body("detail", containsString("yours is for env=test")));
        // somebody may have added an operation: then it says here how to aim it at a host
        assertThat(operations())
                .filteredOn(operation -> operation
                        .role()
                        .filter(role -> role.equals("operator") || role.equals("approver"))
                        .isPresent())
                .extracting(Operation::id)
                .isSubsetOf(Stream.concat(
                                aimed.keySet().stream().map(key -> key.substring(0, key.indexOf(' '))),
                                // below: those of approvers, and those of several hosts
                                Stream.of(
                                        "decideStop",
                                        "planBulkStop",
                                        "runBulkStop",
                                        "abortBulkStop",
                                        "decideBulkStop",
                                        "acknowledgeBreakGlass"))
                        .toList());
        assertThat(shown.answered(() -> given().cookie(SignedIn.COOKIE, cookie)
                                .contentType(ContentType.JSON)
                                .body(Map.of("hostId", shown.agent.hostId(), "holdingId", shown.holdingId(SHOWN_PORT)))
                                .post("/api/stops"))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void whoSeesTheHostAndMayDoNothingThereIsToldWhatIsNeeded() {
        String cookie = limited("operator", "{\"env\":\"test\"}");
        given().cookie(SignedIn.COOKIE, cookie)
                .contentType(ContentType.JSON)
                .post("/api/stops/" + stopId + "/abort")
                .then()
                .statusCode(403)
                .body("detail", equalTo("needed is the role operator of this host; yours is for env=test"));
        SignedIn.as("viewer")
                .get("/api/audit?action=access.refused&host=" + hidden.agent.hostId())
                .then()
                .statusCode(200)
                .body("items[0].detail.needed", equalTo("operator"))
                .body("items[0].detail.has", equalTo("env=test"));
    }

    @Test
    void labelsAndGrantsAreFeltAtOnce() throws SQLException {
        String name = Somebody.name("moved");
        SignedIn.create(name, "correct horse battery", List.of("viewer"), "{\"env\":\"test\"}");
        String cookie = SignedIn.signIn(name, "correct horse battery");
        String page = "/api/hosts/" + hidden.agent.hostId();
        SignedIn.with(cookie).get(page).then().statusCode(404);
        SignedIn.as("admin")
                .contentType(ContentType.JSON)
                .body(Map.of("labels", Map.of("env", "test")))
                .put(page + "/labels")
                .then()
                .statusCode(200);
        SignedIn.with(cookie).get(page).then().statusCode(200);
        grant(name, List.of(Map.of("role", "viewer", "on", Map.of("env", "elsewhere"))));
        SignedIn.with(cookie).get(page).then().statusCode(404);
        grant(name, List.of());
        SignedIn.with(cookie).get(page).then().statusCode(403);
        await().untilAsserted(() -> SignedIn.as("admin")
                .get("/api/audit?action=host.labelled&host=" + hidden.agent.hostId())
                .then()
                .body("items[0].detail.before.env", equalTo("prod"))
                .body("items[0].detail.after.env", equalTo("test")));
    }

    /** A table of the ledger that has no view of its own would be one that a query could forget. */
    @Test
    void everyTableOfHostsIsLimited() throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select c.table_name, array_agg(c.column_name::text order by c.ordinal_position)"
                                + " = (select array_agg(s.column_name::text order by s.ordinal_position) from information_schema.columns s"
                                + " where s.table_schema = 'scoped' and s.table_name = c.table_name) as same"
                                + " from information_schema.columns c where c.table_schema = 'public' group by c.table_name"
                                + " having 'host_id' = any(array_agg(c.column_name::text))"
                                + " and c.table_name !~ '_(\\d{6})$'")) {
            List<String> tables = new ArrayList<>();
            while (rows.next()) {
                tables.add(rows.getString(1));
                assertThat(rows.getBoolean("same"))
                        .as("columns of " + rows.getString(1))
                        .isTrue();
            }
            assertThat(tables)
                    .contains("host", "holding", "holding_open", "failed_bind", "stop_request", "audit_entry");
        }
    }

    private static Response bulk(String role, StopScene scene, int port) {
        return bulkBy(SignedIn.cookie(role), scene, port);
    }

    private static Response bulkBy(String cookie, StopScene scene, int port) {
        var line = Map.of("hostId", scene.agent.hostId(), "holdingId", scene.holdingId(port));
        return scene.answered(() -> given().cookie(SignedIn.COOKIE, cookie)
                .contentType(ContentType.JSON)
                .body(Map.of("lines", List.of(line)))
                .post("/api/bulk-stops"));
    }

    @Test
    void approversAndBulkStopsAreOfTheirHostsOnly() {
        String name = Somebody.name("limited-both");
        SignedIn.create(name, "correct horse battery", List.of("operator", "approver"), "{\"env\":\"test\"}");
        String cookie = SignedIn.signIn(name, "correct horse battery");
        Map<String, Object> word = Map.of("decision", "APPROVE", "digest", "x");
        Map<String, Map<String, Object>> aimed = Map.of(
                "/api/stops/" + stopId + "/approvals",
                word,
                "/api/bulk-stops/" + bulkId + "/approvals",
                word,
                "/api/bulk-stops/" + bulkId + "/run",
                Map.of("reason", "because", "confirm", "1"),
                "/api/bulk-stops/" + bulkId + "/abort",
                Map.of());
        aimed.forEach((path, body) -> given().cookie(SignedIn.COOKIE, cookie)
                .contentType(ContentType.JSON)
                .body(body)
                .post(path)
                .then()
                .statusCode(403)
                .body("code", equalTo("forbidden_host")));
        // a line of a host that is not theirs is refused, and with it nothing is left to run
        bulkBy(cookie, hidden, HIDDEN_PORT)
                .then()
                .statusCode(201)
                .body("hosts", equalTo(0))
                .body("lines", hasSize(1))
                .body("lines[0].problem", equalTo("forbidden_host"));
        broken(stopId, "'" + hidden.agent.hostId() + "'");
        broken(bulkId, "null");
        for (String subject : List.of(stopId, bulkId)) {
            given().cookie(SignedIn.COOKIE, cookie)
                    .post("/api/break-glass/" + subject + "/acknowledge")
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("forbidden_host"));
            SignedIn.as("approver")
                    .post("/api/break-glass/" + subject + "/acknowledge")
                    .then()
                    .statusCode(200);
        }
    }

    /** Somebody has run it by break-glass. */
    private void broken(String subject, String hostId) {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into break_glass (subject_id, kind, host_id, title, reason, waived, broken_by, broken_subject,"
                            + " broken_at) values ('" + subject + "', 'STOP', " + hostId
                            + ", 'a test', 'an emergency', '[]', 'somebody', gen_random_uuid(), now())");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> get(Operation operation, Somebody one) throws Exception {
        String path = operation
                .path()
                .replace("{hostId}", hidden.agent.hostId().toString())
                .replace("{failedId}", failed.toString())
                .replace("{stopId}", stopId)
                .replace("{bulkId}", bulkId)
                .replace("{ruleId}", stopId)
                .replace("{protocol}", "tcp")
                .replace("{port}", Integer.toString(HIDDEN_PORT))
                .concat(ASKED.getOrDefault(operation.id(), ""));
        return Http.send(server, "GET", path, one.headers(), Optional.empty());
    }

    private boolean tells(HttpResponse<String> answer) {
        String asked = answer.statusCode() == 404 ? "(not there)" : answer.body();
        return asked.contains(hidden.agent.hostId().toString())
                || asked.contains("hidden-program")
                || asked.contains("hidden-host")
                || asked.contains(Integer.toString(HIDDEN_PORT));
    }

    private List<Operation> operations() {
        try {
            return ApiOperations.all(server);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String limited(String role, String selector) {
        String name = Somebody.name("limited");
        SignedIn.create(name, "correct horse battery", List.of(role), selector);
        return SignedIn.signIn(name, "correct horse battery");
    }

    private static void grant(String userName, List<Map<String, Object>> grants) {
        SignedIn.as("admin")
                .contentType(ContentType.JSON)
                .body(Map.of("grants", grants))
                .put("/api/users/" + userName + "/grants")
                .then()
                .statusCode(200);
    }

    /** Its agent has told of a rule of its own. */
    private void protects(StopScene scene, String text) throws SQLException {
        try (var connection = postgres.connect();
                var update = connection.prepareStatement("update host set policy = ?::jsonb where host_id = ?")) {
            update.setString(
                    1,
                    "{\"observeOnly\":false,\"rules\":[{\"rule\":\"protected.unit:own\",\"text\":\"" + text
                            + "\",\"configured\":true}]}");
            update.setObject(2, scene.agent.hostId());
            update.executeUpdate();
        }
    }

    private void label(StopScene scene, String name, String labels) throws SQLException {
        try (var connection = postgres.connect();
                var update = connection.prepareStatement(
                        "update host set labels = ?::jsonb, name = ? || '-host-' || host_id where host_id = ?")) {
            update.setString(1, labels);
            update.setString(2, name);
            update.setObject(3, scene.agent.hostId());
            update.executeUpdate();
        }
    }
}
