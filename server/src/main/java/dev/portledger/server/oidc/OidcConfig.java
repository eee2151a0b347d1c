package dev.portledger.server.oidc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The identity provider, if there is one. */
@ConfigMapping(prefix = "portledger.oidc")
interface OidcConfig {

    /** Its issuer, {@code https://login.example.com/realms/ops}; absent: nobody signs in by OpenID Connect. */
    Optional<String> issuer();

    /** By which the provider knows this server. */
    @WithDefault("portledger")
    String clientId();

    /** The provider's secret for this server; absent for a public client, which PKCE protects. */
    Optional<String> clientSecret();

    /** What the button on the sign-in page says after "Sign in with". */
    @WithDefault("single sign-on")
    String name();

    /** What to ask for besides {@code openid}. */
    @WithDefault("profile,email")
    List<String> scopes();

    /** The claim of the ID token whose values give roles, a text or a list of texts. */
    @WithDefault("groups")
    String claim();

    /**
     * What a value of the claim gives: {@code operator env=prod; viewer}, roles with the labels of the hosts that they are for. Absent:
     * administrators give roles to people who have signed in once.
     */
    Map<String, String> grants();
}
