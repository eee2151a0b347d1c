package dev.portledger.server.oidc;

import dev.portledger.server.access.Grant;
import dev.portledger.server.access.ProviderAccount;
import dev.portledger.server.access.ProviderSignIn;
import io.quarkus.oidc.OidcSession;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/**
 * Where a sign-in at the identity provider begins and ends: whoever comes without one is sent there by Quarkus, and comes back with
 * one. Then there is a session of this server, and that of Quarkus ends.
 */
@Path(OidcTenant.SIGN_IN)
@Blocking
@Authenticated
public class OidcSignInResource {

    private final OidcConfig config;
    private final ClaimedGrants claimed;
    private final ProviderSignIn signIn;
    private final OidcSession session;

    OidcSignInResource(OidcConfig config, ClaimedGrants claimed, ProviderSignIn signIn, OidcSession session) {
        this.config = config;
        this.claimed = claimed;
        this.signIn = signIn;
        this.session = session;
    }

    @GET
    @Operation(
            operationId = "signInWithOidc",
            summary = "Signs in at the identity provider, in a browser",
            description = "Leads there, and back to `next`, a page of the console.")
    @APIResponse(responseCode = "302", description = "To the identity provider, or back to the console")
    public Response signIn(@QueryParam("next") Optional<String> next, @Context RoutingContext context)
            throws SQLException {
        JsonWebToken idToken = session.getIdToken();
        var account = new ProviderAccount(
                idToken.getIssuer(), idToken.getSubject(), text(idToken, "preferred_username"), text(idToken, "email"));
        Optional<List<Grant>> grants =
                config.grants().isEmpty() ? Optional.empty() : Optional.of(claimed.of(texts(idToken, config.claim())));
        boolean in = signIn.signIn(account, grants, context);
        session.logout().await().indefinitely();
        return Response.status(Response.Status.FOUND)
                .location(URI.create(in ? page(next) : OidcTenant.FAILED + "?error=disabled"))
                .build();
    }

    /** Where to go on: a page of this server and of no other, whatever the link said. */
    static String page(Optional<String> next) {
        return next.filter(page -> page.matches("/(?![/\\\\])[!-~]*") && !page.contains("\\"))
                .orElse("/");
    }

    private static Optional<String> text(JsonWebToken idToken, String claim) {
        return texts(idToken, claim).stream().findFirst();
    }

    private static List<String> texts(JsonWebToken idToken, String claim) {
        @Nullable Object value = idToken.getClaim(claim);
        return switch (value) {
            case String text -> List.of(text);
            case JsonString text -> List.of(text.getString());
            case JsonArray array ->
                array.stream().flatMap(OidcSignInResource::text).toList();
            case Iterable<?> list -> {
                var texts = Stream.<String>builder();
                list.forEach(item -> texts.add(String.valueOf(item)));
                yield texts.build().toList();
            }
            case null, default -> List.of();
        };
    }

    private static Stream<String> text(JsonValue value) {
        return value instanceof JsonString text ? Stream.of(text.getString()) : Stream.empty();
    }
}
