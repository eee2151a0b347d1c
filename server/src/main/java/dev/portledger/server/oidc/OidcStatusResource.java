package dev.portledger.server.oidc;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the sign-in page offers: for everybody, since nobody is signed in there yet. */
@Path("/api/sign-in")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
class OidcStatusResource {

    private final OidcTenant tenant;
    private final OidcConfig config;

    OidcStatusResource(OidcTenant tenant, OidcConfig config) {
        this.tenant = tenant;
        this.config = config;
    }

    /** Ways to sign in. */
    @Schema(name = "SignInWays")
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Ways(
            @Schema(description = "What to call the identity provider; absent: there is none")
            Optional<String> oidc,

            @Schema(description = "Its issuer") Optional<String> issuer,

            @Schema(description = "Whether roles come from what it says of people")
            boolean oidcGivesRoles) {}

    @GET
    @Operation(operationId = "signInWays", summary = "Which ways there are to sign in")
    public Ways ways() {
        return new Ways(
                tenant.isConfigured() ? Optional.of(config.name()) : Optional.empty(),
                config.issuer(),
                tenant.isConfigured() && !config.grants().isEmpty());
    }
}
