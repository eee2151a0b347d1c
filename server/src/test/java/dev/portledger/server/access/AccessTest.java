package dev.portledger.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.server.access.ApiOperations.Operation;
import dev.portledger.server.testing.Http;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Every operation that the API's description tells of, by everybody: what each may do, and nobody more. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class AccessTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_ONE = "00000000-0000-4000-8000-000000000000";

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
                softly.assertThat(operation.role().filter(role -> !Everybody.ROLES.contains(role)))
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
        List<Somebody> everybody = Everybody.of(postgres);
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
        List<Somebody> everybody = Everybody.of(postgres);
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

    private List<Operation> operations() {
        try {
            List<Operation> all = ApiOperations.all(server);
            assertThat(all).hasSizeGreaterThan(40);
            return all;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
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
}
