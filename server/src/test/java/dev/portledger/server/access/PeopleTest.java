package dev.portledger.server.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users, their roles, passwords, sessions and tokens. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class PeopleTest {

    private static final String PASSWORD = "correct horse battery";

    TestingPostgres postgres;

    @Test
    void aUserIsCreatedWithAPasswordThatIsShownOnce() {
        String name = Somebody.name("anna");
        String password = create(Map.of(
                        "userName", name, "grants", List.of(Map.of("role", "operator", "on", Map.of("env", "prod")))))
                .statusCode(201)
                .body("user.userName", equalTo(name))
                .body("user.grants[0].on.env", equalTo("prod"))
                .body("password", matchesPattern("[A-Za-z0-9_-]{24}"))
                .extract()
                .path("password");
        SignedIn.with(SignedIn.signIn(name, password))
                .get("/api/session")
                .then()
                .statusCode(200)
                .body("roles", equalTo(List.of("operator", "viewer")));
        audited("user.created", name).body("items[0].detail.after.roles", equalTo(List.of("operator on env=prod")));
    }

    @ParameterizedTest
    @CsvSource({
        "Anna,correct horse battery,user_name_invalid",
        "'',correct horse battery,user_name_invalid",
        "-anna,correct horse battery,user_name_invalid",
        "refused,eleven char,password_invalid",
        "refused-because-so,refused-because-so,password_invalid",
        "refused,0123456789012345678901234567890123456789012345678901234567890123456789012,password_invalid",
        "admin,correct horse battery,user_exists"
    })
    void badUsersAreRefused(String name, String password, String code) {
        SignedIn.cookie("admin");
        create(Map.of("userName", name, "password", password)).body("code", equalTo(code));
    }

    @Test
    void badGrantsAreRefused() {
        String path = "/api/users/" + user("bad-grants", "viewer") + "/grants";
        refused(path, Map.of("role", "root"), "role_invalid");
        refused(path, Map.of(), "role_invalid");
        refused(path, Map.of("role", "viewer", "on", Map.of("Env", "prod")), "labels_invalid");
        refused(path, Map.of("role", "viewer", "on", Map.of("env", "")), "labels_invalid");
        refused(path, Map.of("role", "viewer", "on", Map.of("env", "a b")), "labels_invalid");
        refused(path, Map.of("role", "admin", "on", Map.of("env", "prod")), "labels_invalid");
        admin().body(Map.of()).put(path).then().statusCode(400).body("code", equalTo("body_invalid"));
        admin().body(Map.of("grants", List.of()))
                .put("/api/users/nobody-of-that-name/grants")
                .then()
                .statusCode(404)
                .body("code", equalTo("user_not_found"));
    }

    private static void refused(String path, Map<String, Object> grant, String code) {
        admin().body(Map.of("grants", List.of(grant)))
                .put(path)
                .then()
                .statusCode(400)
                .body("code", equalTo(code));
    }

    @Test
    void whoIsDisabledIsOutAtOnceWithSessionsAndTokens() {
        String name = user("leaving", "operator");
        String session = SignedIn.signIn(name, PASSWORD);
        String token = Somebody.token(session, "viewer");
        bearer(token).get("/api/hosts").then().statusCode(200);
        admin().post("/api/users/" + name + "/disable").then().statusCode(200).body("disabled", equalTo(true));
        SignedIn.with(session).get("/api/session").then().statusCode(401);
        bearer(token).get("/api/hosts").then().statusCode(401).body("code", equalTo("token_invalid"));
        audited("user.disabled", name)
                .body("items[0].detail.before.state", equalTo("enabled"))
                .body("items[0].detail.after.state", equalTo("disabled"));
        admin().post("/api/users/" + name + "/enable").then().statusCode(200).body("disabled", equalTo(false));
        bearer(token).get("/api/hosts").then().statusCode(200);
        // the session has ended, and does not come back
        SignedIn.with(session).get("/api/session").then().statusCode(401);
    }

    @Test
    void theLastAdministratorStays() throws SQLException {
        String admin = user("only", "admin");
        String cookie = SignedIn.signIn(admin, PASSWORD);
        sql("update app_user set disabled = true where user_name <> '" + admin + "'");
        try {
            as(cookie)
                    .post("/api/users/" + admin + "/disable")
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("last_admin"));
            as(cookie)
                    .body(Map.of("grants", List.of(Map.of("role", "operator"))))
                    .put("/api/users/" + admin + "/grants")
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("last_admin"));
            as(cookie).get("/api/users").then().statusCode(200);
        } finally {
            sql("update app_user set disabled = false");
        }
    }

    @Test
    void somebodyChangesThePasswordAndTheOtherSessionsEnd() {
        String name = user("changing", "viewer");
        String here = SignedIn.signIn(name, PASSWORD);
        String elsewhere = SignedIn.signIn(name, PASSWORD);
        as(here).body(Map.of("currentPassword", "a guess, a guess", "newPassword", "another horse battery"))
                .post("/api/account/password")
                .then()
                .statusCode(403)
                .body("code", equalTo("password_wrong"))
                .body("field", equalTo("currentPassword"));
        as(here).body(Map.of("currentPassword", PASSWORD, "newPassword", "short"))
                .post("/api/account/password")
                .then()
                .statusCode(400)
                .body("code", equalTo("password_invalid"))
                .body("field", equalTo("newPassword"));
        as(here).body(Map.of("currentPassword", PASSWORD, "newPassword", "another horse battery"))
                .post("/api/account/password")
                .then()
                .statusCode(204);
        SignedIn.with(here).get("/api/session").then().statusCode(200);
        SignedIn.with(elsewhere).get("/api/session").then().statusCode(401);
        SignedIn.signIn(name, "another horse battery");
        audited("user.password_changed", name).body("items", hasSize(1));
    }

    @Test
    void guessingTheCurrentPasswordEndsInAPause() {
        String name = user("guessed", "viewer");
        String cookie = SignedIn.signIn(name, PASSWORD);
        for (int i = 0; i < 10; i++) {
            guess(cookie).statusCode(403);
        }
        guess(cookie).statusCode(429).body("code", equalTo("too_many_attempts"));
    }

    private static ValidatableResponse guess(String cookie) {
        return as(cookie)
                .body(Map.of("currentPassword", "a guess, a guess", "newPassword", "another horse battery"))
                .post("/api/account/password")
                .then();
    }

    @Test
    void anAdministratorResetsAPassword() {
        String name = user("forgetful", "viewer");
        String session = SignedIn.signIn(name, PASSWORD);
        String password = admin().body(Map.of())
                .post("/api/users/" + name + "/password")
                .then()
                .statusCode(200)
                .extract()
                .path("password");
        SignedIn.with(session).get("/api/session").then().statusCode(401);
        SignedIn.signIn(name, password);
        audited("user.password_reset", name).body("items", hasSize(1));
    }

    @Test
    void somebodySeesTheOwnSessionsAndEndsThem() {
        String name = user("roaming", "viewer");
        String here = SignedIn.signIn(name, PASSWORD);
        String elsewhere = SignedIn.signIn(name, PASSWORD);
        List<Map<String, Object>> sessions = as(here).get("/api/account/sessions")
                .then()
                .statusCode(200)
                .extract()
                .path("items");
        assertThat(sessions)
                .hasSize(2)
                .filteredOn(session -> Boolean.TRUE.equals(session.get("current")))
                .hasSize(1);
        assertThat(sessions)
                .allSatisfy(session -> assertThat(session).containsKeys("address", "signedInAt", "lastSeenAt"));
        Object other = sessions.stream()
                .filter(session -> Boolean.FALSE.equals(session.get("current")))
                .findFirst()
                .orElseThrow()
                .get("sessionId");
        String stranger = SignedIn.signIn(user("stranger", "admin"), PASSWORD);
        as(stranger).delete("/api/account/sessions/" + other).then().statusCode(404);
        as(here).delete("/api/account/sessions/" + other).then().statusCode(204);
        SignedIn.with(elsewhere).get("/api/session").then().statusCode(401);
        admin().delete("/api/users/" + name + "/sessions").then().statusCode(204);
        SignedIn.with(here).get("/api/session").then().statusCode(401);
        audited("user.sessions_ended", name).body("items[0].detail.sessions", equalTo(1));
    }

    @Test
    void aTokenStandsForItsOwnerInOneRole() {
        String name = user("scripting", "operator");
        String session = SignedIn.signIn(name, PASSWORD);
        String token = token(session, Map.of("name", "deploys", "role", "viewer"))
                .statusCode(201)
                .body("secret", matchesPattern("pl_[A-Za-z0-9_-]{43}"))
                .extract()
                .path("secret");
        bearer(token)
                .get("/api/session")
                .then()
                .statusCode(200)
                .body("userName", equalTo(name))
                .body("roles", equalTo(List.of("viewer")));
        bearer(token)
                .contentType(ContentType.JSON)
                .body(Map.of())
                .post("/api/stops")
                .then()
                .statusCode(403);
        // a stolen one must not become a longer one, nor a password
        bearer(token)
                .contentType(ContentType.JSON)
                .body(Map.of("name", "more", "role", "viewer", "expiresAt", in(Duration.ofDays(1))))
                .post("/api/account/tokens")
                .then()
                .statusCode(403)
                .body("code", equalTo("session_required"));
        String id = as(session)
                .get("/api/account/tokens")
                .then()
                .body("items[0].lastUsedAt", matchesPattern(".*Z"))
                .body("items[0].state", equalTo("ACTIVE"))
                .extract()
                .path("items[0].tokenId");
        as(session).delete("/api/account/tokens/" + id).then().statusCode(204);
        bearer(token).get("/api/session").then().statusCode(401).body("code", equalTo("token_invalid"));
        audited("token.created", name).body("items[0].detail.tokenName", equalTo("deploys"));
        audited("token.revoked", name).body("items", hasSize(1));
    }

    @Test
    void theAuditLogTellsWhichTokenActed() {
        String name = user("robot", "admin");
        String token = Somebody.token(SignedIn.signIn(name, PASSWORD), "admin");
        String made = Somebody.name("made");
        bearer(token)
                .contentType(ContentType.JSON)
                .body(Map.of("userName", made, "password", PASSWORD))
                .post("/api/users")
                .then()
                .statusCode(201);
        SignedIn.as("viewer")
                .get("/api/audit?action=user.created&q=" + made)
                .then()
                .body("items[0].actor", equalTo(name))
                .body("items[0].detail.token", equalTo("for a test"));
    }

    @Test
    void aTokenMayNotDoMoreThanItsOwner() {
        String name = Somebody.name("limited");
        SignedIn.create(name, PASSWORD, List.of("operator"), "{\"env\":\"prod\"}");
        String session = SignedIn.signIn(name, PASSWORD);
        token(session, Map.of("name", "x", "role", "admin")).statusCode(403).body("code", equalTo("grant_exceeds_own"));
        token(session, Map.of("name", "x", "role", "operator"))
                .statusCode(403)
                .body("code", equalTo("grant_exceeds_own"));
        token(session, Map.of("name", "x", "role", "operator", "on", Map.of("env", "test")))
                .statusCode(403)
                .body("code", equalTo("grant_exceeds_own"));
        String token = token(session, Map.of("name", "x", "role", "operator", "on", Map.of("env", "prod", "team", "a")))
                .statusCode(201)
                .extract()
                .path("secret");
        // and no longer what its owner may not do any more
        admin().body(Map.of("grants", List.of(Map.of("role", "viewer"))))
                .put("/api/users/" + name + "/grants")
                .then()
                .statusCode(200);
        bearer(token).get("/api/session").then().statusCode(200).body("roles", equalTo(List.of("viewer")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"})
    void aTokenExpiresWithinAYear(String expiresAt) {
        String session = SignedIn.signIn(user("expiring", "viewer"), PASSWORD);
        token(session, Map.of("name", "x", "role", "viewer", "expiresAt", expiresAt))
                .statusCode(400)
                .body("code", equalTo("expiry_invalid"));
    }

    @Test
    void badTokensAreRefused() {
        String session = SignedIn.signIn(user("careless", "viewer"), PASSWORD);
        token(session, Map.of("name", " ", "role", "viewer")).statusCode(400).body("field", equalTo("name"));
        token(session, Map.of("name", "a\nb", "role", "viewer")).statusCode(400).body("field", equalTo("name"));
        token(session, Map.of("name", "x", "role", "viewer", "expiresAt", "tomorrow"))
                .statusCode(400)
                .body("code", equalTo("time_invalid"));
        as(session)
                .body(Map.of("name", "x", "role", "viewer"))
                .post("/api/account/tokens")
                .then()
                .statusCode(400)
                .body("code", equalTo("expiry_invalid"));
    }

    @Test
    void linkedAccountsAreOnePerson() {
        String one = user("one", "operator");
        String other = user("other", "viewer");
        String subject =
                admin().get("/api/users").then().extract().path("items.find { it.userName == '" + one + "' }.subject");
        admin().body(Map.of("with", one))
                .post("/api/users/" + other + "/link")
                .then()
                .statusCode(200)
                .body("subject", equalTo(subject))
                .body("grants.role", hasItem("operator"));
        admin().body(Map.of("with", one))
                .post("/api/users/" + other + "/link")
                .then()
                .statusCode(409)
                .body("code", equalTo("user_state_conflict"));
        SignedIn.with(SignedIn.signIn(other, PASSWORD))
                .get("/api/session")
                .then()
                .body("roles", hasItem("operator"));
        audited("user.linked", other).body("items", hasSize(1));
    }

    private static String in(Duration time) {
        return Instant.now().plus(time).toString();
    }

    private static String user(String name, String role) {
        String unique = Somebody.name(name);
        SignedIn.create(unique, PASSWORD, role);
        return unique;
    }

    private static ValidatableResponse create(Map<String, Object> body) {
        return admin().body(body).post("/api/users").then();
    }

    private static ValidatableResponse token(String session, Map<String, Object> wish) {
        var body = new HashMap<String, Object>(Map.of("expiresAt", in(Duration.ofHours(1))));
        body.putAll(wish);
        return as(session).body(body).post("/api/account/tokens").then();
    }

    private static RequestSpecification admin() {
        return SignedIn.as("admin").contentType(ContentType.JSON);
    }

    private static RequestSpecification as(String cookie) {
        return SignedIn.with(cookie).contentType(ContentType.JSON);
    }

    private static RequestSpecification bearer(String secret) {
        return given().header("Authorization", "Bearer " + secret);
    }

    private static ValidatableResponse audited(String action, String user) {
        return SignedIn.as("viewer")
                .get("/api/audit?action=" + action + "&q=" + user)
                .then()
                .statusCode(200)
                .body("items[0].action", equalTo(action));
    }

    private void sql(String statement) throws SQLException {
        try (var connection = postgres.connect();
                var update = connection.createStatement()) {
            update.executeUpdate(statement);
        }
    }
}
