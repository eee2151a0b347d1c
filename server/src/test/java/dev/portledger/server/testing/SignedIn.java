package dev.portledger.server.testing;

import static io.restassured.RestAssured.given;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.restassured.specification.RequestSpecification;
import java.sql.SQLException;
import java.util.List;
import org.hamcrest.Matchers;

/**
 * Requests of people who have signed in as a browser does, for tests in a {@code @QuarkusTest}. The user of a role is created the first
 * time and has the name of the role.
 */
public final class SignedIn {

    public static final String COOKIE = "portledger-session";

    private SignedIn() {}

    /** A request of somebody with this role: {@code viewer}, {@code operator}, {@code approver} or {@code admin}. */
    public static RequestSpecification as(String role) {
        return with(cookie(role));
    }

    /** A request with a session's cookie; spaces and the like in its path are escaped already. */
    public static RequestSpecification with(String cookie) {
        return given().urlEncodingEnabled(false).cookie(COOKIE, cookie);
    }

    /** The value of a new session's cookie, for somebody with this role. */
    public static String cookie(String role) {
        create(role, password(role), role);
        return signIn(role, password(role));
    }

    public static String signIn(String userName, String password) {
        return given().formParam("j_username", userName)
                .formParam("j_password", password)
                .post("/api/session")
                .then()
                .statusCode(200)
                .cookie(COOKIE, Matchers.not(Matchers.emptyOrNullString()))
                .extract()
                .cookie(COOKIE);
    }

    /** Creates a user with comma-separated roles on every host, or does nothing if there is one of that name. */
    public static void create(String userName, String password, String roles) {
        create(userName, password, List.of(roles.split(",")), "{}");
    }

    /** Creates a user with these roles on the hosts that the selector means, a JSON object of labels. */
    public static void create(String userName, String password, List<String> roles, String selector) {
        var database = Arc.container().instance(AgroalDataSource.class).get();
        try (var connection = database.getConnection();
                var insert = connection.prepareStatement(
                        "with created as (insert into app_user (user_name, password) values (?, ?)"
                                + " on conflict do nothing returning subject)"
                                + " insert into role_grant (subject, role, selector, granted_by)"
                                + " select subject, role, ?::jsonb, 'a test' from created cross join unnest(?) role")) {
            insert.setString(1, userName);
            insert.setString(2, BcryptUtil.bcryptHash(password, 4));
            insert.setString(3, selector);
            insert.setArray(4, connection.createArrayOf("text", roles.toArray()));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the user could not be created", e);
        }
    }

    private static String password(String role) {
        return "password-of-" + role;
    }
}
