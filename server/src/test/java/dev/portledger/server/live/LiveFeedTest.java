package dev.portledger.server.live;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingClaim;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class LiveFeedTest {

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    private WebSocket open(TestingBrowser browser, String cookie, String... header) {
        return browser.open(server, cookie, header);
    }

    @Test
    void tellsOfFailedBinds() {
        TestingBrowser browser = new TestingBrowser();
        WebSocket socket = open(
                browser, SignedIn.cookie("viewer"), "Origin", server.toString().replaceFirst("/$", ""));
        browser.awaitKind("hello");
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "live-failing")) {
            agent.connect();
            agent.failed(new TestingClaim(agent, 8090).failed(1));
            agent.awaitAcknowledged();
            await().until(() -> browser.frames.stream()
                    .filter(frame -> frame.get("kind").textValue().equals("changed"))
                    .flatMap(frame -> frame.get("hosts").valueStream())
                    .anyMatch(host ->
                            host.get("hostId").textValue().equals(agent.hostId().toString())
                                    && host.get("ports").toString().equals("[8090]")
                                    && host.get("topics").toString().contains("\"conflicts\"")));
        }
        socket.abort();
    }

    @Test
    void tellsWhatWasCommittedInSequence() {
        TestingBrowser browser = new TestingBrowser();
        WebSocket socket = open(
                browser, SignedIn.cookie("viewer"), "Origin", server.toString().replaceFirst("/$", ""));
        browser.awaitKind("hello");
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "live")) {
            agent.connect();
            agent.open(Listeners.listener(8080, 1), Listeners.listener(8081, 2));
            agent.awaitAcknowledged();
            await().until(() -> browser.frames.stream()
                    .filter(frame -> frame.get("kind").textValue().equals("changed"))
                    .flatMap(frame -> frame.get("hosts").valueStream())
                    .anyMatch(host ->
                            host.get("hostId").textValue().equals(agent.hostId().toString())
                                    && host.get("ports").toString().equals("[8080,8081]")
                                    && host.get("topics").toString().contains("\"listeners\"")));
        }
        SignedIn.cookie("operator"); // signing in is an entry in the audit log
        browser.awaitKind("audit");
        browser.awaitKind("heartbeat");
        assertThat(browser.kinds().getFirst()).isEqualTo("hello");
        assertThat(browser.frames)
                .extracting(frame -> frame.get("seq").intValue())
                .isEqualTo(java.util.stream.IntStream.rangeClosed(1, browser.frames.size())
                        .boxed()
                        .toList());
        socket.abort();
    }

    @Test
    void endsWithTheSession() {
        String cookie = SignedIn.cookie("viewer");
        TestingBrowser browser = new TestingBrowser();
        open(browser, cookie);
        browser.awaitKind("hello");
        given().cookie(SignedIn.COOKIE, cookie).delete("/api/session").then().statusCode(204);
        assertThat(browser.closed
                        .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                        .join())
                .isEqualTo(4401);
    }

    @Test
    void endsWithASessionThatWasEndedElsewhere() {
        String cookie = SignedIn.cookie("approver");
        TestingBrowser browser = new TestingBrowser();
        open(browser, cookie);
        browser.awaitKind("hello");
        postgres.asSuperuser(
                "portledger",
                "update app_session set ended_at = now() where user_name = 'approver' and ended_at is null");
        assertThat(browser.closed
                        .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                        .join())
                .isEqualTo(4401);
    }

    @Test
    void cutsOffWhoTalks() {
        TestingBrowser browser = new TestingBrowser();
        WebSocket socket = open(browser, SignedIn.cookie("viewer"));
        socket.sendText("hello?", true).join();
        assertThat(browser.closed
                        .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                        .join())
                .isEqualTo(1008);
        given().get("/q/health/live").then().statusCode(200);
    }

    @Test
    void letsInPagesOfThisServerWithASession() {
        refused(401, SignedIn.COOKIE + "x");
        String cookie = SignedIn.cookie("viewer");
        refused(403, cookie, "Origin", "https://elsewhere.example");
        refused(403, cookie, "Sec-Fetch-Site", "cross-site");
    }

    @Test
    void hasRoomForSoManyOfASession() {
        String cookie = SignedIn.cookie("viewer");
        List<WebSocket> open = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < LiveFeed.MAX_PER_SESSION; i++) {
                TestingBrowser browser = new TestingBrowser();
                open.add(open(browser, cookie));
                browser.awaitKind("hello");
            }
            refused(429, cookie);
        } finally {
            open.forEach(WebSocket::abort);
        }
    }

    private void refused(int status, String cookie, String... header) {
        assertThatThrownBy(() -> open(new TestingBrowser(), cookie, header))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(status));
    }
}
