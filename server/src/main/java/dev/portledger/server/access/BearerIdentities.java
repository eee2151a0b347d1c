package dev.portledger.server.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Recognises requests by the API token that they carry: {@code Authorization: Bearer pl_…} (RFC 6750, section 2.1). */
@ApplicationScoped
class BearerIdentities {

    private static final String SCHEME = "Bearer ";

    private final Tokens tokens;
    private final TokenLimit limit;

    BearerIdentities(Tokens tokens, TokenLimit limit) {
        this.tokens = tokens;
        this.limit = limit;
    }

    /** What the request says; empty without a bearer token. */
    static Optional<String> secret(RoutingContext context) {
        return Optional.ofNullable(context.request().getHeader(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip());
    }

    /** Fails with AuthenticationFailedException if the token is not good, and TooManyAttemptsException after too many of those. */
    Uni<SecurityIdentity> authenticate(String secret, String address) {
        if (!limit.mayTry(address)) {
            return Uni.createFrom().failure(new TooManyAttemptsException());
        }
        return VertxContextSupport.executeBlocking(() -> tokens.caller(secret)).map(caller -> {
            if (caller.isEmpty()) {
                limit.failed(address);
                throw new AuthenticationFailedException("the token is not good");
            }
            return NamedIdentities.identity(caller.get());
        });
    }
}
