package dev.portledger.server.access;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;

import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class SessionTest {

    @Inject
    AgroalDataSource database;

    @Test
    void nobodyIsSignedInWithoutACookie() {
        problem(when().get("/api/session").then(), 401, "not_signed_in");
    }

    @Test
    void theCookieIsForThisSiteAndForNoScript() {
        String cookie = given().formParam("j_username", named("cookie"))
                .formParam("j_password", "correct horse battery")
                .post("/api/session")
                .then()
                .statusCode(200)
                .extract()
                .header("Set-Cookie");
        assertThat(cookie)
                .startsWith("portledger-session=")
                .containsIgnoringCase("; HttpOnly")
                .contains("SameSite=Strict", "Path=/");
    }

    @Test
    void tellsWhoIsSignedInWithIncludedRoles() {
        SignedIn.as("admin")
                .get("/api/session")
                .then()
                .statusCode(200)
                .body("userName", equalTo("admin"))
                .body("roles", hasItems("viewer", "operator", "approver", "admin"))
                .body("serverTime", org.hamcrest.Matchers.endsWith("Z"));
        SignedIn.as("operator")
                .get("/api/session")
                .then()
                .body("roles", equalTo(java.util.List.of("operator", "viewer")));
    }

    @ParameterizedTest
    @CsvSource({"wrong,right password", "nobody-of-that-name,right password", "wrong,''"})
    void refusesWithoutSayingWhatWasWrong(String userName, String password) {
        named("wrong");
        problem(
                given().formParam("j_username", userName)
                        .formParam("j_password", password)
                        .post("/api/session")
                        .then(),
                401,
                "sign_in_failed");
    }

    @Test
    void refusesAnEmptyForm() {
        problem(given().formParam("x", "y").post("/api/session").then(), 401, "sign_in_failed");
        problem(when().post("/api/session").then(), 401, "sign_in_failed");
    }

    @Test
    void aSessionThatWasEndedIsEndedWhereverItsCookieIs() {
        String cookie = SignedIn.cookie("viewer");
        given().cookie(SignedIn.COOKIE, cookie).delete("/api/session").then().statusCode(204);
        problem(given().cookie(SignedIn.COOKIE, cookie).get("/api/session").then(), 401, "not_signed_in");
        // pages and health are for everybody, also with an old cookie
        given().cookie(SignedIn.COOKIE, cookie).get("/q/health/live").then().statusCode(200);
    }

    @Test
    void aForgedCookieIsNoSession() {
        problem(
                given().cookie(SignedIn.COOKIE, "Zm9yZ2VkIGNvb2tpZQ==")
                        .get("/api/session")
                        .then(),
                401,
                "not_signed_in");
    }

    @Test
    void aDisabledUserIsOutAtOnce() throws SQLException {
        String name = named("disabled");
        String cookie = SignedIn.signIn(name, "correct horse battery");
        try (var connection = database.getConnection();
                var update = connection.prepareStatement("update app_user set disabled = true where user_name = ?")) {
            update.setString(1, name);
            update.executeUpdate();
        }
        problem(given().cookie(SignedIn.COOKIE, cookie).get("/api/session").then(), 401, "not_signed_in");
        problem(
                given().formParam("j_username", name)
                        .formParam("j_password", "correct horse battery")
                        .post("/api/session")
                        .then(),
                401,
                "sign_in_failed");
    }

    @Test
    void guessingEndsInAPause() {
        String name = named("guessed");
        for (int i = 0; i < 10; i++) {
            problem(attempt(name, "wrong " + i), 401, "sign_in_failed");
        }
        problem(attempt(name, "correct horse battery"), 429, "too_many_attempts")
                .header("Retry-After", "12");
    }

    @Test
    void signInsAndOutsAreInTheAuditLog() {
        String name = named("audited");
        attempt(name, "wrong");
        String cookie = SignedIn.signIn(name, "correct horse battery");
        given().cookie(SignedIn.COOKIE, cookie).delete("/api/session").then().statusCode(204);
        SignedIn.as("viewer")
                .queryParam("actor", name)
                .get("/api/audit")
                .then()
                .statusCode(200)
                .body("items.action", equalTo(java.util.List.of("signed_out", "signed_in", "sign_in_failed")))
                .body("items.actorKind", org.hamcrest.Matchers.everyItem(is("PERSON")));
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site,cross-site",
        "Sec-Fetch-Site,same-site",
        "Origin,https://elsewhere.example",
        "Origin,null",
        "Origin,http://localhost:1"
    })
    void requestsOfOtherSitesChangeNothing(String header, String value) {
        problem(
                SignedIn.as("viewer")
                        .header(header, value)
                        .delete("/api/session")
                        .then(),
                403,
                "origin_forbidden");
        problem(
                given().header(header, value)
                        .formParam("j_username", "x")
                        .post("/api/session")
                        .then(),
                403,
                "origin_forbidden");
        // and may be followed by links
        SignedIn.as("viewer").header(header, value).get("/api/session").then().statusCode(200);
    }

    private static ValidatableResponse attempt(String name, String password) {
        return given().formParam("j_username", name)
                .formParam("j_password", password)
                .post("/api/session")
                .then();
    }

    private static String named(String prefix) {
        String name = prefix + "-" + UUID.randomUUID();
        SignedIn.create(name, "correct horse battery", "viewer");
        return name;
    }

    static ValidatableResponse problem(ValidatableResponse response, int status, String code) {
        return response.statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("status", equalTo(status));
    }
}
