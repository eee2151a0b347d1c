package dev.portledger.server.enrolment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.portledger.server.testing.LedgerRows;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class EnrolmentTest {

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    private String token(Duration validFor) throws SQLException {
        String token = UUID.randomUUID().toString();
        try (var connection = postgres.connect()) {
            EnrolmentTokens.register(connection, token, validFor);
        }
        return token;
    }

    private static ValidatableResponse enrol(String token, TestingAgent agent, Map<String, Object> others) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "token",
                token,
                "hostId",
                agent.hostId().toString(),
                "publicKey",
                Base64.getEncoder().encodeToString(agent.keys().getPublic().getEncoded()),
                "hostname",
                "web-1"));
        body.putAll(others);
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/enrolments")
                .then();
    }

    @Test
    void anEnrolledHostMayConnectAndTheAuditLogSaysSo() throws SQLException {
        try (TestingAgent agent = TestingAgent.unknown(server)) {
            enrol(token(Duration.ofHours(1)), agent, Map.of())
                    .statusCode(201)
                    .body("hostId", equalTo(agent.hostId().toString()));
            agent.connect();
            agent.awaitAcknowledged();
            assertThat(audited(agent.hostId())).containsExactly("NEW_HOST");
        }
    }

    @Test
    void aTokenIsGoodOnceAndNotForEver() throws SQLException {
        String token = token(Duration.ofHours(1));
        enrol(token, TestingAgent.unknown(server), Map.of()).statusCode(201);
        for (String bad : List.of(token, token(Duration.ofHours(-1)), "never given out")) {
            TestingAgent agent = TestingAgent.unknown(server);
            enrol(bad, agent, Map.of()).statusCode(403).body("code", equalTo("enrolment_token_invalid"));
            assertThat(audited(agent.hostId())).isEmpty();
        }
    }

    @Test
    void aKnownHostKeepsItsKeyUnlessATokenIsForThisVeryHost() throws SQLException {
        TestingAgent first = TestingAgent.unknown(server);
        TestingAgent second = TestingAgent.unknown(server);
        Map<String, Object> asTheFirst = Map.of("hostId", first.hostId().toString());
        enrol(token(Duration.ofHours(1)), first, Map.of()).statusCode(201);
        enrol(token(Duration.ofHours(1)), first, Map.of()).statusCode(201);
        String stranger = token(Duration.ofHours(1));
        enrol(stranger, second, asTheFirst).statusCode(403).body("code", equalTo("enrolment_host_known"));
        // it was no use of the token
        enrol(stranger, TestingAgent.unknown(server), Map.of()).statusCode(201);
        String forTheFirst = made(Map.of("hostId", first.hostId().toString())).path("token");
        enrol(forTheFirst, TestingAgent.unknown(server), Map.of())
                .statusCode(403)
                .body("code", equalTo("enrolment_host_mismatch"));
        enrol(forTheFirst, second, asTheFirst).statusCode(201);
        assertThat(audited(first.hostId())).containsExactly("NEW_HOST", "SAME_KEY", "KEY_REPLACED");
        assertThat(refused(first.hostId())).contains("enrolment_host_known");
    }

    private static Response made(Map<String, Object> wish) {
        Response response =
                SignedIn.as("admin").contentType(ContentType.JSON).body(wish).post("/api/enrolment-tokens");
        response.then().statusCode(201);
        return response;
    }

    @Test
    void anAdministratorMakesTokensAndTakesThemBack() throws SQLException {
        Response made = made(Map.of("validFor", "PT10M", "hostname", "web-1", "labels", Map.of("env", "prod")));
        String token = made.path("token");
        made.then()
                .body("serverKey", matchesPattern("[0-9a-f]{64}"))
                .body("token", matchesPattern("[A-Za-z0-9_][A-Za-z0-9_-]{31}"));
        TestingAgent agent = TestingAgent.unknown(server);
        enrol(token, agent, Map.of("hostname", "web-2"))
                .statusCode(403)
                .body("code", equalTo("enrolment_host_mismatch"));
        enrol(token, agent, Map.of())
                .statusCode(201)
                .body("commandKeys.keyId", equalTo(made.path("serverKey")))
                .body("commandKeys.payload", not(emptyOrNullString()));
        SignedIn.as("viewer")
                .get("/api/agents/" + agent.hostId())
                .then()
                .statusCode(200)
                .body("labels.env", equalTo("prod"))
                .body("enrolledWith", equalTo(made.path("tokenId")))
                .body("tokenBy", equalTo("admin"))
                .body("status", equalTo("NEVER"));
        String unused = made(Map.of()).path("tokenId");
        SignedIn.as("admin")
                .delete("/api/enrolment-tokens/" + unused)
                .then()
                .statusCode(200)
                .body("state", equalTo("REVOKED"))
                .body("revokedBy", equalTo("admin"));
        SignedIn.as("admin")
                .delete("/api/enrolment-tokens/" + unused)
                .then()
                .statusCode(409)
                .body("code", equalTo("enrolment_token_state_conflict"));
        SignedIn.as("admin")
                .get("/api/enrolment-tokens")
                .then()
                .statusCode(200)
                .body("items.find { it.tokenId == '" + unused + "' }.state", equalTo("REVOKED"))
                .body("items.find { it.tokenId == '" + made.path("tokenId") + "' }.usedByName", equalTo("web-1"));
    }

    @Test
    void onlyAdministratorsMayAndWithinLimits() {
        for (String role : List.of("viewer", "operator", "approver")) {
            SignedIn.as(role)
                    .contentType(ContentType.JSON)
                    .body(Map.of())
                    .post("/api/enrolment-tokens")
                    .then()
                    .statusCode(403);
            SignedIn.as(role).get("/api/enrolment-tokens").then().statusCode(403);
        }
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("validFor", "PT10S"),
                Map.of("validFor", "P8D"),
                Map.of("validFor", "an hour"),
                Map.of("hostname", "h".repeat(300)),
                Map.of("labels", Map.of("UPPER", "x")),
                Map.of("labels", Map.of("env", "two words")))) {
            SignedIn.as("admin")
                    .contentType(ContentType.JSON)
                    .body(wrong)
                    .post("/api/enrolment-tokens")
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("body_invalid"));
        }
    }

    private List<String> refused(UUID claimed) {
        return new LedgerRows(postgres).query("""
                        select detail ->> 'rule' as rule from audit_entry
                        where detail ->> 'claimedHost' = ?::text and action = 'enrolment.refused' order by sequence""", claimed, row -> row.getString("rule"));
    }

    @Test
    void whatIsNoRequestIsRefusedAndCostsNoToken() throws SQLException {
        String token = token(Duration.ofHours(1));
        TestingAgent agent = TestingAgent.unknown(server);
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("publicKey", "AAAA"),
                Map.of("publicKey", "no base64!"),
                Map.of("hostId", "no uuid"),
                Map.of("hostname", ""),
                Map.of("hostname", "h".repeat(300)))) {
            enrol(token, agent, wrong).statusCode(400).body("code", equalTo("body_invalid"));
        }
        enrol(token, agent, Map.of()).statusCode(201);
    }

    private List<String> audited(UUID hostId) {
        return new LedgerRows(postgres).query("""
                        select detail ->> 'result' as result from audit_entry
                        where host_id = ? and action = 'host.enrolled' order by sequence""", hostId, row -> row.getString("result"));
    }
}
