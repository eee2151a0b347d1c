package dev.portledger.server.access;

import static io.restassured.RestAssured.given;

import dev.portledger.server.testing.SignedIn;
import io.restassured.http.ContentType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Who sends requests in a test.
 *
 * @param headers by which the request says who sends it
 * @param roles that it has, included ones too
 * @param refusal the code where nobody is recognised; empty for who is
 */
record Somebody(String who, List<String> headers, Set<String> roles, String refusal) {

    private static final String PASSWORD = "correct horse battery";

    static Somebody nobody() {
        return new Somebody("nobody", List.of(), Set.of(), "not_signed_in");
    }

    /** Signed in, with these roles on the hosts of the selector. */
    static Somebody signedIn(String who, String selector, String... roles) {
        String name = name(who);
        SignedIn.create(name, PASSWORD, List.of(roles), selector);
        return new Somebody(who, List.of("Cookie", cookie(name)), included(roles), "");
    }

    /** By a token with this role of somebody who has it. */
    static Somebody byToken(String who, String role) {
        String name = name(who);
        SignedIn.create(name, PASSWORD, role);
        return new Somebody(who, bearer(token(SignedIn.signIn(name, PASSWORD), role)), included(role), "");
    }

    static Somebody unrecognised(String who, List<String> headers, String refusal) {
        return new Somebody(who, headers, Set.of(), refusal);
    }

    static String name(String who) {
        return who.replace(' ', '-') + "-" + UUID.randomUUID();
    }

    static String cookie(String userName) {
        return SignedIn.COOKIE + "=" + SignedIn.signIn(userName, PASSWORD);
    }

    static List<String> bearer(String secret) {
        return List.of("Authorization", "Bearer " + secret);
    }

    /** A new token of whose session it is. */
    static String token(String session, String role) {
        return given().cookie(SignedIn.COOKIE, session)
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "name",
                        "for a test",
                        "role",
                        role,
                        "expiresAt",
                        java.time.Instant.now().plusSeconds(3_600).toString()))
                .post("/api/account/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
    }

    private static Set<String> included(String... roles) {
        return java.util.stream.Stream.of(roles)
                .flatMap(role -> Role.of(role).orElseThrow().included().stream())
                .map(Role::text)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    @Override
    public String toString() {
        return who;
    }
}
