package dev.portledger.server.access;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.FormAuthenticationMechanism;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The session of whoever asks. Signing in is a POST of a form to the same path; the form authentication answers it. */
@Path("/api/session")
@Blocking
public class SessionResource {

    /**
     * @param userName who is signed in
     * @param roles all roles, included ones too
     * @param serverVersion version of this server
     * @param serverTime this server's clock
     */
    public record Session(String userName, List<String> roles, String serverVersion, Instant serverTime) {}

    private final SecurityIdentity identity;
    private final Sessions sessions;
    private final String version;
    private final Clock clock = Clock.systemUTC();

    SessionResource(
            SecurityIdentity identity,
            Sessions sessions,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.identity = identity;
        this.sessions = sessions;
        this.version = version;
    }

    @GET
    @Authenticated
    @Operation(operationId = "session", summary = "Who is signed in")
    public Session session() {
        return new Session(
                identity.getPrincipal().getName(),
                identity.getRoles().stream().sorted().toList(),
                version,
                clock.instant());
    }

    @DELETE
    @Authenticated
    @Operation(operationId = "signOut", summary = "Sign out")
    public void signOut() throws SQLException {
        SessionKey key = SessionKey.of(identity)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.SESSION_REQUIRED, "a token has no session that could end; revoke it instead"));
        sessions.end(key);
        FormAuthenticationMechanism.logout(identity);
    }
}
