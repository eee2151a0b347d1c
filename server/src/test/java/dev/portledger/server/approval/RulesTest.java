package dev.portledger.server.approval;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class RulesTest {

    TestingPostgres postgres;

    private static RequestSpecification as(String role) {
        return SignedIn.as(role).contentType(ContentType.JSON);
    }

    private static ValidatableResponse problem(Response response, int status, String code) {
        return response.then().statusCode(status).body("code", equalTo(code));
    }

    private static Map<String, Object> draft(String name, Map<String, Object> more) {
        var draft = new HashMap<String, Object>(Map.of(
                "name", name, "match", Map.of("host", "no-such-host-" + name), "approvals", 1, "reason", "a test"));
        draft.putAll(more);
        return draft;
    }

    @Test
    void rulesAreFollowedAndNeverEdited() {
        String id = as("admin")
                .body(draft("versions", Map.of()))
                .post("/api/approval-rules")
                .then()
                .statusCode(201)
                .body("version", equalTo(1))
                .body("requestValidFor", equalTo("PT1H"))
                .extract()
                .path("ruleId");
        String path = "/api/approval-rules/" + id;
        problem(as("admin").body(draft("versions", Map.of("follows", 2))).put(path), 409, "rule_conflict");
        problem(as("admin").body(draft("versions", Map.of())).put(path), 409, "rule_conflict");
        as("admin")
                .body(draft("versions", Map.of("follows", 1, "approvals", 2, "runWithin", "PT5M")))
                .put(path)
                .then()
                .statusCode(200)
                .body("version", equalTo(2));
        problem(as("admin").body(Map.of("follows", 2)).post(path + "/retire"), 400, "reason_required");
        as("admin")
                .body(Map.of("follows", 2, "reason", "not needed"))
                .post(path + "/retire")
                .then()
                .statusCode(200)
                .body("retired", equalTo(true))
                .body("version", equalTo(3));
        problem(as("admin").body(Map.of("follows", 3, "reason", "again")).post(path + "/retire"), 409, "rule_conflict");
        as("viewer")
                .get(path + "/versions")
                .then()
                .body("items.version", equalTo(List.of(3, 2, 1)))
                .body("items.approvals", equalTo(List.of(2, 2, 1)));
        as("viewer")
                .get("/api/audit?action=rule.changed")
                .then()
                .body("items.find { it.detail.rule == '" + id + "' }.detail.before.approvals", equalTo(1))
                .body("items.find { it.detail.rule == '" + id + "' }.detail.after.approvals", equalTo(2));
        as("viewer").get("/api/audit?action=rule.retired").then().body("items.reason", hasItem("not needed"));
        problem(as("viewer").get("/api/protected-things/" + id + "/versions"), 404, "not_found");
    }

    @Test
    void theDatabaseRoleOfTheServerCannotEditARule() throws SQLException {
        var settings = postgres.configuration();
        try (var connection = DriverManager.getConnection(
                        postgres.jdbcUrl(),
                        settings.get("quarkus.datasource.username"),
                        settings.get("quarkus.datasource.password"));
                var statement = connection.createStatement()) {
            for (String sql : List.of(
                    "update policy_rule set approvals = 0",
                    "delete from policy_rule",
                    "update approval_decision set decision = 'APPROVE'",
                    "delete from approval_decision")) {
                assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void whoEverybodyIsAndWhatComesFromTheStart() {
        as("viewer")
                .get("/api/approval-rules")
                .then()
                .statusCode(200)
                .body("items.name", hasItem("SIGKILL by an operator"))
                .body("items.name", hasItem("More than 10 hosts at once"));
        for (String kind : List.of("/api/approval-rules", "/api/protected-things")) {
            for (String role : List.of("viewer", "operator", "approver")) {
                problem(as(role).body(draft("mine", Map.of())).post(kind), 403, "forbidden");
                problem(as(role).body("{}").put(kind + "/" + UUID.randomUUID()), 403, "forbidden");
                problem(as(role).body("{}").post(kind + "/" + UUID.randomUUID() + "/retire"), 403, "forbidden");
            }
            problem(given().get(kind), 401, "not_signed_in");
        }
    }

    @Test
    void warnsOfMoreApprovalsThanThereAreApprovers() {
        as("admin")
                .body(draft("absurd", Map.of("approvals", 20, "approvers", List.of("admin"), "breakGlass", false)))
                .post("/api/approval-rules")
                .then()
                .statusCode(201)
                .body("warnings", hasSize(1))
                .body("warnings[0]", containsString("It demands 20 approvals"))
                .body("warnings[0]", containsString("cannot be run at all"));
        as("admin")
                .body(draft("nobody", Map.of("approvers", List.of("no.such.person"))))
                .post("/api/approval-rules")
                .then()
                .statusCode(201)
                .body("warnings[0]", containsString("0 people could give one"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\": \"\"}",
                "{\"name\": \"a\\nb\"}",
                "{\"name\": \"LONG\"}",
                "{\"name\": \"x\", \"approvals\": 0}",
                "{\"name\": \"x\", \"approvals\": 21}",
                "{\"name\": \"x\", \"approvals\": 99999999999}",
                "{\"name\": \"x\", \"approvals\": \"many\"}",
                "{\"name\": \"x\", \"effect\": \"FORBID\"}",
                "{\"name\": \"x\", \"effect\": \"MAYBE\"}",
                "{\"name\": \"x\", \"requestValidFor\": \"PT1S\"}",
                "{\"name\": \"x\", \"requestValidFor\": \"P31D\"}",
                "{\"name\": \"x\", \"runWithin\": \"soon\"}",
                "{\"name\": \"x\", \"match\": {\"ports\": \"0\"}}",
                "{\"name\": \"x\", \"match\": {\"ports\": \"9-1\"}}",
                "{\"name\": \"x\", \"match\": {\"ports\": \"70000\"}}",
                "{\"name\": \"x\", \"match\": {\"unit\": \"\"}}",
                "{\"name\": \"x\", \"match\": {\"exe\": \"a\\u0000b\"}}",
                "{\"name\": \"x\", \"match\": {\"moreThanHosts\": 0}}",
                "{\"name\": \"x\", \"match\": {\"requesterRole\": \"KING\"}}",
                "{\"name\": \"x\", \"match\": []}",
                "{\"name\": \"x\", \"approvers\": [\"\"]}",
                "{\"name\": \"x\", \"follows\": 1}",
                "not json"
            })
    void malformedRulesAreRefused(String body) {
        String sent = body.replace("LONG", "x".repeat(101))
                .replaceFirst("}$", body.length() > 2 ? ", \"reason\": \"a test\"}" : "}");
        problem(as("admin").body(sent).post("/api/approval-rules"), 400, "body_invalid");
    }

    @Test
    void aRuleTakesAReasonAndAProtectedThingSaysWhat() {
        problem(as("admin").body("{\"name\": \"x\"}").post("/api/approval-rules"), 400, "reason_required");
        problem(
                as("admin")
                        .body("{\"name\": \"x\", \"reason\": \"" + "x".repeat(1_000_000) + "\"}")
                        .post("/api/approval-rules"),
                400,
                "reason_required");
        problem(
                as("admin").body("{\"name\": \"x\", \"reason\": \"a test\"}").post("/api/protected-things"),
                400,
                "body_invalid");
    }

    @Test
    void tenThousandPendingOnesAreReadPageByPage() throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into approval_request (subject_id, kind, title, digest, demands, reason, requested_by,"
                            + " requested_subject, requested_at, expires_at, state)"
                            + " select gen_random_uuid(), 'BULK', 'seeded ' || i, 'd', '[]', 'many', 'seeder', gen_random_uuid(),"
                            + " now() - interval '1 hour', now() + interval '1 hour' + (i % 100) * interval '1 second', 'PENDING'"
                            + " from generate_series(1, 10000) i");
        }
        try {
            Set<String> seen = new HashSet<>();
            String cursor = "";
            String expires = "";
            do {
                Response page = as("viewer")
                        .get("/api/approvals?state=PENDING&requestedBy=seeder&limit=200"
                                + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
                page.then().statusCode(200);
                List<String> ids = page.path("items.subjectId");
                List<String> expiries = page.path("items.expiresAt");
                assertThat(expiries).isSorted();
                assertThat(expiries.getFirst()).isGreaterThanOrEqualTo(expires);
                expires = expiries.getLast();
                ids.forEach(id -> assertThat(seen.add(id)).isTrue());
                cursor = page.path("nextCursor") == null ? "" : page.path("nextCursor");
            } while (!cursor.isEmpty());
            assertThat(seen).hasSize(10_000);
            as("viewer")
                    .get("/api/overview")
                    .then()
                    .body("approvalsPending", org.hamcrest.Matchers.greaterThanOrEqualTo(10_000));
            for (String odd : List.of("state=SOME", "kind=X", "host=x", "limit=0", "limit=201")) {
                problem(as("viewer").get("/api/approvals?" + odd), 400, "query_invalid");
            }
            problem(as("viewer").get("/api/approvals?cursor=x"), 400, "cursor_invalid");
        } finally {
            try (var connection = postgres.connect();
                    var statement = connection.createStatement()) {
                statement.execute("delete from approval_request where requested_by = 'seeder'");
            }
        }
    }
}
