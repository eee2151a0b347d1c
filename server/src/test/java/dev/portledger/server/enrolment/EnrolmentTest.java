package dev.portledger.server.enrolment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.server.testing.LedgerRows;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
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
    void aFreshTokenReplacesTheKey() throws SQLException {
        TestingAgent first = TestingAgent.unknown(server);
        TestingAgent second = TestingAgent.unknown(server);
        enrol(token(Duration.ofHours(1)), first, Map.of()).statusCode(201);
        enrol(token(Duration.ofHours(1)), first, Map.of()).statusCode(201);
        enrol(
                        token(Duration.ofHours(1)),
                        second,
                        Map.of("hostId", first.hostId().toString()))
                .statusCode(201);
        assertThat(audited(first.hostId())).containsExactly("NEW_HOST", "SAME_KEY", "KEY_REPLACED");
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
