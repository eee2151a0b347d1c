package dev.portledger.server.database;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.testing.LedgerRows;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingLink;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The database is stopped under a running server, and started again. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class DatabaseOutageTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @Inject
    LedgerAvailability availability;

    @AfterEach
    void databaseIsBack() {
        postgres.startAgain();
        await().atMost(SOON).until(availability::isWritable);
    }

    @Test
    void nothingIsAcknowledgedWhileItIsAwayAndNothingIsLost() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "patient")) {
            agent.connect();
            agent.awaitAcknowledged();

            postgres.stop();
            for (int port = 1; port <= 10; port++) {
                agent.open(Listeners.listener(port, port));
            }
            assertThat(agent.link().poll(ServerFrame.Ack.class, _ -> true, Duration.ofSeconds(2)))
                    .isEmpty();
            await().atMost(SOON).until(() -> !availability.isReadable());
            when().get("/q/health/live").then().statusCode(200);
            when().get("/q/health/ready")
                    .then()
                    .statusCode(503)
                    .body("checks.findAll { it.name == 'ledger' }.data.code", hasItem("ledger_unavailable"));
            assertThat(goodbyeToANewcomer().code()).isEqualTo(ProblemCode.LEDGER_UNAVAILABLE);
            given().contentType(ContentType.JSON)
                    .body(Map.of(
                            "token",
                            "a token that nobody can look up",
                            "hostId",
                            agent.hostId().toString(),
                            "publicKey",
                            Base64.getEncoder()
                                    .encodeToString(agent.keys().getPublic().getEncoded()),
                            "hostname",
                            "patient"))
                    .post("/api/enrolments")
                    .then()
                    .statusCode(503)
                    .body("code", equalTo("ledger_unavailable"));

            postgres.startAgain();
            agent.awaitAcknowledged();
            assertThat(new LedgerRows(postgres).holdings(agent.hostId())).hasSize(10);
            await().atMost(SOON)
                    .untilAsserted(() -> when().get("/q/health/ready").then().statusCode(200));
        }
    }

    private ServerFrame.Goodbye goodbyeToANewcomer() {
        try (TestingAgent newcomer = TestingAgent.unknown(server)) {
            TestingLink link = newcomer.openLink();
            // what it trusts is in the database, which is away
            link.send(newcomer.helloWithoutTrust(
                    link.next(ServerFrame.Challenge.class).nonce()));
            ServerFrame.Goodbye goodbye = link.next(ServerFrame.Goodbye.class);
            assertThat(goodbye.retryAfter()).isPresent();
            return goodbye;
        }
    }
}
