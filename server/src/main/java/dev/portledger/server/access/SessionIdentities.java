package dev.portledger.server.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.TrustedAuthenticationRequest;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Stands between form authentication and the users. Form authentication writes the name of an identity into its cookie, and asks for
 * the identity of the name that it finds there: on this side of it that name is a {@link SessionKey}.
 */
final class SessionIdentities implements IdentityProviderManager {

    /** As in table app_user. What isn't one may be a password in the wrong field and isn't recorded. */
    private static final Pattern USER_NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");

    private final IdentityProviderManager users;
    private final Sessions sessions;
    private final SignInLimit limit;
    private final SignInFrom from;

    SessionIdentities(IdentityProviderManager users, Sessions sessions, SignInLimit limit, SignInFrom from) {
        this.users = users;
        this.sessions = sessions;
        this.limit = limit;
        this.from = from;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(AuthenticationRequest request) {
        return switch (request) {
            case UsernamePasswordAuthenticationRequest attempt -> signIn(attempt);
            case TrustedAuthenticationRequest cookie -> resume(cookie);
            default -> users.authenticate(request);
        };
    }

    @Override
    public SecurityIdentity authenticateBlocking(AuthenticationRequest request) {
        return authenticate(request).await().indefinitely();
    }

    /** The identity as the rest of the server sees it: the user's own name, the session beside it. */
    static SecurityIdentity withPlainName(SecurityIdentity identity) {
        SessionKey key = SessionKey.parse(identity.getPrincipal().getName()).orElseThrow();
        return renamed(identity, key.userName())
                .addAttribute(SessionKey.attribute(), key.sessionId())
                .build();
    }

    private Uni<SecurityIdentity> signIn(UsernamePasswordAuthenticationRequest attempt) {
        String given = attempt.getUsername().strip().toLowerCase(Locale.ROOT);
        String userName = USER_NAME.matcher(given).matches() ? given : "-";
        if (!limit.take(userName, from.address())) {
            return Uni.createFrom().failure(new TooManyAttemptsException());
        }
        return users.authenticate(attempt)
                .onFailure(AuthenticationFailedException.class)
                .call(() -> VertxContextSupport.executeBlocking(() -> {
                    sessions.refused(userName, from.address(), "wrong_credentials");
                    return true;
                }))
                .chain(identity -> VertxContextSupport.executeBlocking(
                                () -> sessions.begin(identity.getPrincipal().getName(), from))
                        .map(key -> {
                            limit.giveBack(userName, from.address());
                            return renamed(identity, key.text()).build();
                        }));
    }

    private Uni<SecurityIdentity> resume(TrustedAuthenticationRequest cookie) {
        return SessionKey.parse(cookie.getPrincipal())
                .map(key -> VertxContextSupport.executeBlocking(() -> sessions.seen(key))
                        .chain(goesOn -> goesOn ? userOf(key, cookie) : ended()))
                .orElseGet(SessionIdentities::ended);
    }

    private Uni<SecurityIdentity> userOf(SessionKey key, TrustedAuthenticationRequest cookie) {
        var request = new TrustedAuthenticationRequest(key.userName());
        cookie.getAttributes().forEach(request::setAttribute);
        return users.authenticate(request)
                .map(identity -> renamed(identity, key.text()).build());
    }

    private static Uni<SecurityIdentity> ended() {
        return Uni.createFrom().failure(new AuthenticationFailedException("the session has ended"));
    }

    private static QuarkusSecurityIdentity.Builder renamed(SecurityIdentity identity, String name) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(name))
                .addRoles(identity.getRoles())
                .addCredentials(identity.getCredentials())
                .addAttributes(identity.getAttributes());
    }
}
