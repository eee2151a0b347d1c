package dev.portledger.server.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever goes wrong, the answer is a problem with a stable code, and the server stays up. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class ErrorsTest {

    @SuppressWarnings("NullAway.Init") // filled by PostgresTestResource
    TestingPostgres postgres;

    @Inject
    LedgerAvailability availability;

    private String cookie;

    @BeforeEach
    void signIn() {
        cookie = SignedIn.cookie("admin");
    }

    private RequestSpecification request() {
        return SignedIn.with(cookie);
    }

    /** As readers of exports do; the streams throw it wrapped, too. */
    @Test
    void whoHangsUpIsNoIncident() throws IOException {
        Logger logger = Logger.getLogger(ProblemMappers.class.getName());
        List<String> said = new CopyOnWriteArrayList<>();
        Handler listening = new Handler() {
            @Override
            public void publish(LogRecord told) {
                said.add(told.getLevel() + " " + told.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.setLevel(Level.FINE);
        logger.addHandler(listening);
        try {
            hangUp("/api/testing-errors/hung-up");
            hangUp("/api/testing-errors/hung-up?unchecked=true");
            Awaitility.await().until(() -> said.size() == 2);
            assertThat(said)
                    .allSatisfy(line -> assertThat(line).contains("hung up").doesNotContain("incident"));
        } finally {
            logger.removeHandler(listening);
            logger.setLevel(null);
        }
    }

    private void hangUp(String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + SignedIn.COOKIE + "=" + cookie
                    + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(1_000))
                    .startsWith("HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void anUnknownAddressIsNotFound() {
        for (String path : new String[] {"/api/nothing", "/api/", "/api/listeners/7", "/api/hosts/a/b/c"}) {
            request()
                    .get(path)
                    .then()
                    .statusCode(404)
                    .contentType(Problem.MEDIA_TYPE)
                    .body("code", equalTo("not_found"))
                    .body("type", equalTo("about:blank"))
                    .body("status", equalTo(404))
                    .body("title", equalTo("Not found"));
        }
    }

    @Test
    void aMethodThatIsNotThereIsNamed() {
        request()
                .body("{}")
                .contentType("application/json")
                .post("/api/overview")
                .then()
                .statusCode(405)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("method_not_allowed"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                            | 400 | body_invalid",
                "not json                     | 400 | body_invalid",
                "[]                           | 400 | body_invalid",
                "{\"number\":\"many\"}        | 400 | body_invalid",
                "{\"number\":99999999999}     | 400 | body_invalid",
            })
    void aBodyThatCannotBeReadIsRefusedWithoutRepeatingIt(String body, int status, String code) {
        request()
                .body(body)
                .contentType("application/json")
                .post("/api/testing-errors/body")
                .then()
                .statusCode(status)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo(code))
                .body("detail", not(containsString("many")));
    }

    @Test
    void aWrongFieldIsNamed() {
        request()
                .body("{\"number\":\"many\"}")
                .contentType("application/json")
                .post("/api/testing-errors/body")
                .then()
                .body("field", equalTo("number"));
    }

    @Test
    void anotherMediaTypeIsRefused() {
        request()
                .body("<a/>")
                .contentType("application/xml")
                .post("/api/testing-errors/body")
                .then()
                .statusCode(415)
                .body("code", equalTo("media_type_unsupported"));
        request()
                .header("Accept", "application/xml")
                .get("/api/overview")
                .then()
                .statusCode(406)
                .body("code", equalTo("not_acceptable"));
    }

    @Test
    void aBugIsAnIncidentAndTellsNothing() {
        request()
                .get("/api/testing-errors/bug")
                .then()
                .statusCode(500)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("internal_error"))
                .body("incident", matchesPattern("[0-9a-f-]{36}"))
                .body(not(containsString("secret")))
                .body("detail", containsString("incident"));
    }

    @Test
    void aFullDiskIsNamed() {
        try {
            request()
                    .get("/api/testing-errors/full")
                    .then()
                    .statusCode(507)
                    .contentType(Problem.MEDIA_TYPE)
                    .header("Retry-After", notNullValue())
                    .body("code", equalTo("ledger_full"));
        } finally {
            availability.succeeded();
        }
    }

    @Test
    void aDatabaseThatIsAwayIsNamedAndItsReturnNoticed() {
        request().get("/api/overview").then().statusCode(200);
        postgres.stop();
        try {
            for (String path : new String[] {"/api/overview", "/api/listeners", "/api/hosts", "/api/time-wait"}) {
                request()
                        .get(path)
                        .then()
                        .statusCode(503)
                        .contentType(Problem.MEDIA_TYPE)
                        .header("Retry-After", matchesPattern("\\d+"))
                        .body("code", equalTo("ledger_unavailable"));
            }
            request().get("/q/health/live").then().statusCode(200);
        } finally {
            postgres.startAgain();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> request().get("/api/overview").then().statusCode(200));
    }
}
