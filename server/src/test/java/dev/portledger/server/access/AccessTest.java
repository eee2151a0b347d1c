package dev.portledger.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.server.access.ApiOperations.Operation;
import dev.portledger.server.testing.Http;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Every operation that the API's description tells of, and every WebSocket, by everybody: what each may do, and nobody more. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class AccessTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_ONE = "00000000-0000-4000-8000-000000000000";
    private static final List<String> ROLES = List.of("viewer", "operator", "approver", "admin");

    @TestHTTPResource("/")
    URI server;

    TestingPostgres postgres;

    @Test
    void everyOperationSaysWhoItIsFor() throws Exception {
        SoftAssertions.assertSoftly(softly -> {
            for (Operation operation : operations()) {
                softly.assertThat(operation.signedIn() || ApiOperations.FOR_EVERYBODY.contains(operation.id()))
                        .as("%s names a role, or is one of the few for everybody", operation)
                        .isTrue();
                softly.assertThat(operation.role().filter(role -> !ROLES.contains(role)))
                        .as("the role of %s", operation)
                        .isEmpty();
                softly.assertThat(operation.changes()
                                && operation.role().filter("viewer"::equals).isPresent())
                        .as("%s changes something, and is for who may only look", operation)
                        .isFalse();
            }
        });
        assertThat(operations()).extracting(Operation::id).containsAll(ApiOperations.FOR_EVERYBODY);
    }

    @Test
    void nobodyWithoutTheRoleGetsInAndNothingHappens() throws Exception {
        List<Somebody> everybody = everybody();
        Map<String, String> before = everything();
        SoftAssertions.assertSoftly(softly -> {
            for (Operation operation : operations()) {
                if (!operation.signedIn() || ApiOperations.FOR_EVERYBODY.contains(operation.id())) {
                    continue;
                }
                for (Somebody one : everybody) {
                    if (!one.refusal().isEmpty()) {
                        softly.assertThat(answer(operation, one))
                                .as("%s by %s", operation, one)
                                .isEqualTo("401 " + one.refusal());
                    } else if (operation
                            .role()
                            .filter(role -> !one.roles().contains(role))
                            .isPresent()) {
                        softly.assertThat(answer(operation, one))
                                .as("%s by %s", operation, one)
                                .isEqualTo("403 forbidden");
                    }
                }
            }
        });
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void everybodyWithTheRoleGetsIn() throws Exception {
        List<Somebody> everybody = everybody();
        SoftAssertions.assertSoftly(softly -> {
            for (Operation operation : operations()) {
                // ends the session that the next one would need
                if (operation.id().equals("signOut") || ApiOperations.FOR_EVERYBODY.contains(operation.id())) {
                    continue;
                }
                for (Somebody one : everybody) {
                    if (one.refusal().isEmpty()
                            && operation
                                    .role()
                                    .filter(role -> !one.roles().contains(role))
                                    .isEmpty()) {
                        softly.assertThat(answer(operation, one))
                                .as("%s by %s", operation, one)
                                .doesNotStartWith("401")
                                .doesNotStartWith("5")
                                .isNotEqualTo("403 forbidden");
                    }
                }
            }
        });
    }

    @Test
    void pagesOfOtherSitesChangeNothing() throws Exception {
        Somebody admin = Somebody.signedIn("admin", "{}", "admin");
        Somebody script = Somebody.byToken("script", "admin");
        Map<String, String> before = everything();
        SoftAssertions.assertSoftly(softly -> {
            for (Operation operation : operations()) {
                if (operation.changes()) {
                    for (List<String> foreign : List.of(
                            List.of("Origin", "https://elsewhere.example"), List.of("Sec-Fetch-Site", "cross-site"))) {
                        softly.assertThat(answer(operation, admin, foreign))
                                .as("%s from another site", operation)
                                .isEqualTo("403 origin_forbidden");
                    }
                }
            }
        });
        assertThat(everything()).isEqualTo(before);
        for (Operation operation : operations()) {
            if (operation.changes()) {
                assertThat(answer(operation, script, List.of("Origin", "https://elsewhere.example")))
                        .as("%s by a token, which no browser sends by itself", operation)
                        .isNotEqualTo("403 origin_forbidden");
            }
        }
    }

    @Test
    void theLiveFeedIsForSessionsOfPeopleWhoMayLook() throws Exception {
        List<Somebody> everybody = everybody();
        SoftAssertions.assertSoftly(softly -> {
            for (Somebody one : everybody) {
                // a token is no session that could end
                int expected = !one.refusal().isEmpty() || one.headers().contains("Authorization")
                        ? 401
                        : one.roles().contains("viewer") ? 101 : 403;
                softly.assertThat(handshake("/live", one.headers()))
                        .as("/live by %s", one)
                        .isEqualTo(expected);
            }
        });
        var headers =
                new ArrayList<>(Somebody.signedIn("viewer", "{}", "viewer").headers());
        headers.addAll(List.of("Origin", "https://elsewhere.example"));
        assertThat(handshake("/live", headers)).isEqualTo(403);
    }

    private List<Operation> operations() {
        try {
            List<Operation> all = ApiOperations.all(server);
            assertThat(all).hasSizeGreaterThan(40);
            return all;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Somebody> everybody() throws SQLException {
        List<Somebody> all = new ArrayList<>();
        all.add(Somebody.nobody());
        all.add(Somebody.signedIn("no role", "{}"));
        ROLES.forEach(role -> all.add(Somebody.signedIn(role, "{}", role)));
        List.of("viewer", "operator", "approver")
                .forEach(role -> all.add(Somebody.signedIn("limited " + role, "{\"env\":\"prod\"}", role)));
        ROLES.forEach(role -> all.add(Somebody.byToken("token of " + role, role)));
        all.add(Somebody.unrecognised("made-up token", Somebody.bearer("pl_" + "x".repeat(43)), "token_invalid"));
        all.add(Somebody.unrecognised("no token", Somebody.bearer("x"), "token_invalid"));
        all.add(worthless(
                "expired token",
                "update api_token set created_at = now() - interval '2 days',"
                        + " expires_at = now() - interval '1 day' where user_name = ?"));
        all.add(worthless("revoked token", "update api_token set revoked_at = now() where user_name = ?"));
        all.add(worthless("token of a disabled user", "update app_user set disabled = true where user_name = ?"));
        String disabled = Somebody.name("disabled");
        SignedIn.create(disabled, "correct horse battery", "admin");
        String cookie = Somebody.cookie(disabled);
        sql("update app_user set disabled = true where user_name = ?", disabled);
        all.add(Somebody.unrecognised("disabled user", List.of("Cookie", cookie), "not_signed_in"));
        String ended = Somebody.name("ended");
        SignedIn.create(ended, "correct horse battery", "admin");
        cookie = Somebody.cookie(ended);
        sql("update app_session set ended_at = now() where user_name = ?", ended);
        all.add(Somebody.unrecognised("ended session", List.of("Cookie", cookie), "not_signed_in"));
        return all;
    }

    /** A token of an administrator that was good, until this. */
    private Somebody worthless(String who, String update) throws SQLException {
        String name = Somebody.name("worthless");
        SignedIn.create(name, "correct horse battery", "admin");
        String secret = Somebody.token(SignedIn.signIn(name, "correct horse battery"), "admin");
        sql(update, name);
        return Somebody.unrecognised(who, Somebody.bearer(secret), "token_invalid");
    }

    private String answer(Operation operation, Somebody one) {
        return answer(operation, one, List.of());
    }

    /** Status and code. */
    private String answer(Operation operation, Somebody one, List<String> more) {
        List<String> headers = new ArrayList<>(one.headers());
        headers.addAll(more);
        if (operation.changes()) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        try {
            HttpResponse<String> answer = Http.send(
                    server,
                    operation.method(),
                    operation.pathWith(NO_ONE),
                    headers,
                    operation.body() ? Optional.of("{}") : Optional.empty());
            return answer.statusCode()
                    + (answer.statusCode() >= 400
                            ? " " + JSON.readTree(answer.body()).path("code").asText("(no code)")
                            : "");
        } catch (Exception e) {
            throw new IllegalStateException(operation + " by " + one, e);
        }
    }

    private int handshake(String path, List<String> headers) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var builder = client.newWebSocketBuilder();
            for (int i = 0; i < headers.size(); i += 2) {
                builder.header(headers.get(i), headers.get(i + 1));
            }
            builder.buildAsync(URI.create("ws://127.0.0.1:" + server.getPort() + path), new WebSocket.Listener() {})
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    /** What is in each table; but for when somebody was seen last, and for checkpoints, which the server signs of its own accord. */
    private Map<String, String> everything() throws SQLException {
        var contents = new TreeMap<String, String>();
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (var rows = statement.executeQuery("select relname from pg_class where relkind in ('r', 'p')"
                    + " and relnamespace = 'public'::regnamespace and relname <> 'audit_checkpoint'")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (var row = statement.executeQuery("select count(*) || ' ' || coalesce(sum(hashtext((to_jsonb(t)"
                        + " - 'last_seen_at' - 'last_used_at')::text)::bigint), 0) from \"" + table + "\" t")) {
                    row.next();
                    contents.put(table, row.getString(1));
                }
            }
        }
        assertThat(contents).containsKeys("app_user", "audit_entry", "host", "role_grant", "api_token");
        return contents;
    }

    private void sql(String statement, String userName) throws SQLException {
        try (var connection = postgres.connect();
                var prepared = connection.prepareStatement(statement)) {
            prepared.setString(1, userName);
            assertThat(prepared.executeUpdate()).isPositive();
        }
    }
}
