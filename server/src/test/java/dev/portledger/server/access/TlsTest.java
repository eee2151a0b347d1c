package dev.portledger.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.testing.LedgerRows;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingCertificate;
import dev.portledger.server.testing.TestingLink;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The server with a certificate of its own, by Quarkus' TLS registry and as docs/operating.md says. */
@QuarkusTest
@TestProfile(TlsTest.WithCertificate.class)
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class TlsTest {

    private static final String HSTS = "Strict-Transport-Security";
    private static final String FOR_A_YEAR = "max-age=31536000";

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @ConfigProperty(name = "quarkus.tls.key-store.pem.0.cert")
    Path certificateFile;

    TestingPostgres postgres;

    /** Its files are looked at once a second. */
    public static final class WithCertificate implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            TestingCertificate certificate = TestingCertificate.made();
            return Map.of(
                    "quarkus.tls.key-store.pem.0.cert",
                            certificate.certificate().toString(),
                    "quarkus.tls.key-store.pem.0.key", certificate.key().toString(),
                    "quarkus.tls.reload-period", "1s",
                    "quarkus.http.insecure-requests", "disabled",
                    "quarkus.http.test-ssl-port", "0");
        }
    }

    private TestingCertificate certificate() {
        return new TestingCertificate(Objects.requireNonNull(certificateFile.getParent()));
    }

    private HttpResponse<String> get(HttpClient client, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> signIn(HttpClient client, String origin) throws IOException, InterruptedException {
        SignedIn.create("secure", "correct horse battery", "viewer");
        return client.send(
                HttpRequest.newBuilder(server.resolve("/api/session"))
                        .headers("Content-Type", "application/x-www-form-urlencoded", "Origin", origin)
                        .POST(BodyPublishers.ofString("j_username=secure&j_password=correct+horse+battery"))
                        .build(),
                BodyHandlers.ofString());
    }

    private String origin(String scheme) {
        return scheme + "://localhost:" + server.getPort();
    }

    @Test
    void everyAnswerTellsBrowsersToComeNoOtherWay() throws Exception {
        try (HttpClient client = certificate().client()) {
            for (String path : List.of("/testing-page.html", "/api/sign-in", "/api/hosts", "/no/such/page", "/live")) {
                HttpResponse<String> answer = get(client, path);
                assertThat(answer.headers().allValues(HSTS))
                        .as("%s: %d", path, answer.statusCode())
                        .containsExactly(FOR_A_YEAR);
            }
        }
    }

    @Test
    void thereIsNoAnswerInPlainHttp() throws Exception {
        assertThat(OldHello.answerToPlainHttp(server)).doesNotContain("HTTP/");
    }

    @Test
    void theSessionsCookieTravelsByTlsAndToThisServersPagesOnly() throws Exception {
        try (HttpClient client = certificate().client()) {
            HttpResponse<String> in = signIn(client, origin("https"));
            assertThat(in.statusCode()).isEqualTo(200);
            String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
            assertThat(List.of(cookie.split("; ?", -1)))
                    .usingElementComparator(String::compareToIgnoreCase)
                    .contains("Secure", "HttpOnly", "SameSite=Strict", "Path=/");
            // a page of the same name that came in plain HTTP, from whoever is on the way, is another site
            assertThat(signIn(client, origin("http")).statusCode()).isEqualTo(403);

            String session = cookie.substring(0, cookie.indexOf(';'));
            WebSocket feed = feed(client, session, origin("https"));
            feed.abort();
            assertThatThrownBy(() -> feed(client, session, origin("http")))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
        }
    }

    private WebSocket feed(HttpClient client, String session, String origin) {
        return client.newWebSocketBuilder()
                .header("Cookie", session)
                .header("Origin", origin)
                .buildAsync(URI.create("wss://localhost:" + server.getPort() + "/live"), new WebSocket.Listener() {})
                .join();
    }

    @Test
    void agentsConnectAndWhatTheyTellIsCommitted() {
        try (HttpClient client = certificate().client();
                TestingAgent agent =
                        TestingAgent.enrolled(server, postgres, "tls").by(client)) {
            agent.put(Listeners.listener(8080, 1));
            assertThat(agent.connect().start()).isEqualTo(ServerFrame.Start.SNAPSHOT);
            agent.open(Listeners.listener(9090, 2));
            agent.awaitAcknowledged();
            assertThat(new LedgerRows(postgres).holdings(agent.hostId()))
                    .extracting(LedgerRows.HoldingRow::port, LedgerRows.HoldingRow::isOpen)
                    .containsExactly(tuple(8080, true), tuple(9090, true));
        }
    }

    @Test
    void whoDoesNotTrustTheCertificateSaysNothing() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> get(client, "/api/sign-in")).isInstanceOf(SSLHandshakeException.class);
            assertThatThrownBy(() -> TestingLink.open(server, client, List.of()))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(SSLHandshakeException.class);
        }
    }

    /** Alert 70 is protocol_version (RFC 5246, section 7.2). */
    @Test
    void tlsBefore13IsRefused() throws Exception {
        assertThat(OldHello.answer(server, OldHello.TLS_1_2)).isEqualTo("alert 70");
        assertThat(OldHello.answer(server, OldHello.TLS_1_1)).isEqualTo("alert 70");
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestart() throws Exception {
        try (HttpClient before = certificate().client();
                HttpClient alsoBefore = certificate().client();
                TestingAgent agent =
                        TestingAgent.enrolled(server, postgres, "renewed").by(before)) {
            agent.connect();
            try (HttpClient after = certificate().renewed().client()) {
                await().atMost(Duration.ofSeconds(30))
                        .ignoreExceptionsInstanceOf(IOException.class)
                        .until(() -> get(after, "/q/health/live").statusCode() == 200);
            }
            assertThatThrownBy(() -> get(alsoBefore, "/q/health/live")).isInstanceOf(SSLHandshakeException.class);
            // who was connected stays so
            agent.open(Listeners.listener(9090, 2));
            agent.awaitAcknowledged();
        }
    }
}
