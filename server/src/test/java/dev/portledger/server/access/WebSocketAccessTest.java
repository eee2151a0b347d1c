package dev.portledger.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingLink;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.websockets.next.WebSocket;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Every path on which the server takes a WebSocket, by everybody: who is let in, and what is given to who has no key. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class WebSocketAccessTest {

    private static final int SWITCHED = 101;

    private static final List<List<String>> OTHER_SITES = List.of(
            List.of("Origin", "https://elsewhere.example"),
            List.of("Sec-Fetch-Site", "cross-site"),
            List.of("Sec-Fetch-Site", "same-site"));

    /** What somebody is answered there. A path that takes WebSockets and is not here fails the test. */
    private static final Map<String, ToIntFunction<Somebody>> ENTRIES = Map.of(
            "/live",
            WebSocketAccessTest::feed,
            "/agent/v1",
            _ -> SWITCHED); // what people have counts for nothing there; what comes then is below

    @TestHTTPResource("/")
    URI server;

    @Inject
    Router router;

    TestingPostgres postgres;

    private static int feed(Somebody one) {
        // a token is no session that could end
        if (!one.refusal().isEmpty() || one.headers().contains("Authorization")) {
            return 401;
        }
        return one.roles().contains("viewer") ? SWITCHED : 403;
    }

    /** Found in the running server: by annotation, and by asking on the path of every route there is. */
    @Test
    void everyEntryIsInThisTest() {
        Set<String> annotated = Arc.container().beanManager().getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .map(bean -> bean.getBeanClass().getAnnotation(WebSocket.class))
                .filter(Objects::nonNull)
                .map(WebSocket::path)
                .collect(Collectors.toSet());
        assertThat(annotated).contains("/live");
        Set<String> asked = router.getRoutes().stream()
                .map(Route::getPath)
                .filter(Objects::nonNull)
                .map(path -> path.replaceAll(":\\w+|\\*", "x"))
                .collect(Collectors.toSet());
        assertThat(asked).contains("/live", "/agent/v1");
        Set<String> found = new TreeSet<>(annotated);
        for (Somebody one : List.of(Somebody.nobody(), Somebody.signedIn("admin", "{}", "admin"))) {
            asked.stream()
                    .filter(path -> handshake(path, one.headers()) == SWITCHED)
                    .forEach(found::add);
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(ENTRIES.keySet());
    }

    @Test
    void nobodyIsLetInWhoIsNotMeant() throws SQLException {
        List<Somebody> everybody = Everybody.of(postgres);
        SoftAssertions.assertSoftly(softly -> ENTRIES.forEach(
                (path, expected) -> everybody.forEach(one -> softly.assertThat(handshake(path, one.headers()))
                        .as("%s by %s", path, one)
                        .isEqualTo(expected.applyAsInt(one)))));
    }

    @Test
    void pagesOfOtherSitesOpenNoFeed() throws SQLException {
        List<Somebody> everybody = Everybody.of(postgres);
        SoftAssertions.assertSoftly(softly -> {
            for (Somebody one : everybody) {
                for (List<String> other : OTHER_SITES) {
                    softly.assertThat(handshake("/live", joined(one.headers(), other)))
                            .as("/live by %s with %s", one, other)
                            .isIn(feed(one) == SWITCHED ? List.of(403) : List.of(401, 403));
                }
            }
        });
    }

    @Test
    void pagesAreNoAgents() {
        for (String site : List.of("same-origin", "same-site", "cross-site", "none")) {
            assertThat(handshake("/agent/v1", List.of("Sec-Fetch-Site", site)))
                    .as(site)
                    .isEqualTo(403);
        }
    }

    @Test
    void whoHasNoHostsKeyIsGivenAChallengeAndNothingElse() throws SQLException {
        try (TestingAgent known = TestingAgent.enrolled(server, postgres, "known");
                TestingAgent stranger = TestingAgent.unknown(server);
                TestingAgent revoked = TestingAgent.enrolled(server, postgres, "revoked")) {
            postgres.asSuperuser(
                    "portledger",
                    "update host set revoked_at = now(), revoked_by = 'a test' where host_id = '" + revoked.hostId()
                            + "'");
            SoftAssertions softly = new SoftAssertions();
            for (Somebody one : Everybody.of(postgres)) {
                softly.assertThat(ended(one, _ -> known.hello("a challenge of another time")))
                        .as("a signature of another time, by %s", one)
                        .isEqualTo(ProblemCode.SIGNATURE_INVALID);
                softly.assertThat(ended(one, stranger::hello))
                        .as("a host that is not known, by %s", one)
                        .isEqualTo(ProblemCode.HOST_UNKNOWN);
                softly.assertThat(ended(one, revoked::hello))
                        .as("a host that is revoked, by %s", one)
                        .isEqualTo(ProblemCode.HOST_REVOKED);
            }
            softly.assertAll();
            // the key is what counts
            try (TestingLink link = TestingLink.open(server)) {
                link.send(known.hello(link.next(ServerFrame.Challenge.class).nonce()));
                link.next(ServerFrame.Welcome.class);
            }
        }
    }

    /** With what does this end, and has nothing come before but a challenge. */
    private ProblemCode ended(Somebody one, HelloTo hello) {
        try (HttpClient client = HttpClient.newHttpClient();
                TestingLink link = TestingLink.open(server, client, one.headers())) {
            ServerFrame first = link.next(ServerFrame.class);
            assertThat(first).isInstanceOf(ServerFrame.Challenge.class);
            link.send(hello.to(((ServerFrame.Challenge) first).nonce()));
            ServerFrame second = link.next(ServerFrame.class);
            assertThat(second).isInstanceOf(ServerFrame.Goodbye.class);
            assertThat(link.awaitEnd()).isTrue();
            assertThat(link.poll(ServerFrame.class, _ -> true, Duration.ZERO)).isEmpty();
            return ((ServerFrame.Goodbye) second).code();
        }
    }

    @FunctionalInterface
    private interface HelloTo {
        AgentFrame.Hello to(String nonce);
    }

    private int handshake(String path, List<String> headers) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var builder = client.newWebSocketBuilder();
            for (int i = 0; i < headers.size(); i += 2) {
                builder.header(headers.get(i), headers.get(i + 1));
            }
            builder.buildAsync(
                            URI.create("ws://127.0.0.1:" + server.getPort() + path),
                            new java.net.http.WebSocket.Listener() {})
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join()
                    .abort();
            return SWITCHED;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    private static List<String> joined(List<String> headers, List<String> more) {
        List<String> all = new ArrayList<>(headers);
        all.addAll(more);
        return all;
    }
}
