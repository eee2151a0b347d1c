package dev.portledger.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One of each kind of those who may send requests: with each role, by session and by token, and with what is good for nothing. */
final class Everybody {

    static final List<String> ROLES = List.of("viewer", "operator", "approver", "admin");

    private static final String PASSWORD = "correct horse battery";

    private final TestingPostgres postgres;

    private Everybody(TestingPostgres postgres) {
        this.postgres = postgres;
    }

    static List<Somebody> of(TestingPostgres postgres) throws SQLException {
        return new Everybody(postgres).all();
    }

    private List<Somebody> all() throws SQLException {
        List<Somebody> all = new ArrayList<>();
        all.add(Somebody.nobody());
        all.add(Somebody.signedIn("no role", "{}"));
        ROLES.forEach(role -> all.add(Somebody.signedIn(role, "{}", role)));
        List.of("viewer", "operator", "approver")
                .forEach(role -> all.add(Somebody.signedIn("limited " + role, "{\"env\":\"prod\"}", role)));
        ROLES.forEach(role -> all.add(Somebody.byToken("token of " + role, role)));
        all.add(Somebody.unrecognised("made-up token", Somebody.bearer("pl_" + "x".repeat(43)), "token_invalid"));
        all.add(Somebody.unrecognised("no token", Somebody.bearer("x"), "token_invalid"));
        all.add(worthlessToken(
                "expired token",
                "update api_token set created_at = now() - interval '2 days',"
                        + " expires_at = now() - interval '1 day' where user_name = ?"));
        all.add(worthlessToken("revoked token", "update api_token set revoked_at = now() where user_name = ?"));
        all.add(worthlessToken("token of a disabled user", "update app_user set disabled = true where user_name = ?"));
        all.add(worthlessSession("disabled user", "update app_user set disabled = true where user_name = ?"));
        all.add(worthlessSession("ended session", "update app_session set ended_at = now() where user_name = ?"));
        all.add(worthlessSession(
                "idle session",
                "update app_session set signed_in_at = now() - interval '9 hours',"
                        + " last_seen_at = now() - interval '9 hours' where user_name = ?"));
        all.add(worthlessSession(
                "session of the day before",
                "update app_session set signed_in_at = now() - interval '25 hours' where user_name = ?"));
        return all;
    }

    /** A token of an administrator that was good, until this. */
    private Somebody worthlessToken(String who, String update) throws SQLException {
        String name = administrator("worthless");
        String secret = Somebody.token(SignedIn.signIn(name, PASSWORD), "admin");
        sql(update, name);
        return Somebody.unrecognised(who, Somebody.bearer(secret), "token_invalid");
    }

    /** A session of an administrator that was good, until this. */
    private Somebody worthlessSession(String who, String update) throws SQLException {
        String name = administrator("ended");
        String cookie = Somebody.cookie(name);
        sql(update, name);
        return Somebody.unrecognised(who, List.of("Cookie", cookie), "not_signed_in");
    }

    private static String administrator(String who) {
        String name = Somebody.name(who);
        SignedIn.create(name, PASSWORD, "admin");
        return name;
    }

    private void sql(String statement, String userName) throws SQLException {
        try (var connection = postgres.connect();
                var prepared = connection.prepareStatement(statement)) {
            prepared.setString(1, userName);
            assertThat(prepared.executeUpdate()).isPositive();
        }
    }
}
