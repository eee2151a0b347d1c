package dev.portledger.server.oidc;

import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TenantConfigResolver;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tells Quarkus of the identity provider, for the two paths of the sign-in and no other: everywhere else a session or a token counts.
 * It is looked up when somebody signs in, so that the server starts without it.
 */
@ApplicationScoped
class OidcTenant implements TenantConfigResolver {

    static final String SIGN_IN = "/api/session/oidc";
    static final String CALLBACK = SIGN_IN + "/callback";
    static final String FAILED = "/sign-in-failed";

    private final Optional<OidcTenantConfig> tenant;

    OidcTenant(
            OidcConfig config, @ConfigProperty(name = "quarkus.http.auth.session.encryption-key") String sessionKey) {
        this.tenant = config.issuer().map(issuer -> tenant(issuer, config, sessionKey));
    }

    boolean isConfigured() {
        return tenant.isPresent();
    }

    @Override
    public Uni<OidcTenantConfig> resolve(RoutingContext context, OidcRequestContext<OidcTenantConfig> request) {
        String path = context.normalizedPath();
        return path.equals(SIGN_IN) || path.equals(CALLBACK)
                ? Uni.createFrom().optional(tenant)
                : Uni.createFrom().nullItem();
    }

    private static OidcTenantConfig tenant(String issuer, OidcConfig config, String sessionKey) {
        var builder = OidcTenantConfig.authServerUrl(issuer)
                .tenantId("people")
                .applicationType(ApplicationType.WEB_APP)
                .clientId(config.clientId())
                .authentication()
                .redirectPath(CALLBACK)
                .restorePathAfterRedirect()
                .errorPath(FAILED)
                .sessionExpiredPath(FAILED)
                .scopes(config.scopes())
                .pkceRequired()
                .nonceRequired()
                // all servers behind one address have it
                .stateSecret(derived(sessionKey, "oidc-state"))
                .cookiePath(SIGN_IN)
                .end()
                .tokenStateManager()
                .encryptionSecret(derived(sessionKey, "oidc-tokens"))
                .end();
        config.clientSecret().ifPresent(builder::credentials);
        return builder.build();
    }

    /** 32 characters, as Quarkus wants them. */
    private static String derived(String sessionKey, String purpose) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((purpose + ' ' + sessionKey).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
