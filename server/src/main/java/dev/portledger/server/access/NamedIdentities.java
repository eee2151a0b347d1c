package dev.portledger.server.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TrustedAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.stream.Collectors;

/** Knows people by the name of an account that somebody else has vouched for: a session, a token. */
@ApplicationScoped
class NamedIdentities implements IdentityProvider<TrustedAuthenticationRequest> {

    private final Accounts accounts;

    NamedIdentities(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Class<TrustedAuthenticationRequest> getRequestType() {
        return TrustedAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TrustedAuthenticationRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(
                () -> identity(require(request.getPrincipal()).caller()));
    }

    /** @throws AuthenticationFailedException if there is no such account, or it is disabled */
    Accounts.Account require(String userName) {
        try {
            return accounts.find(userName)
                    .orElseThrow(() -> new AuthenticationFailedException("there is no such account"));
        } catch (SQLException e) {
            throw new IllegalStateException("the account can't be looked up", e);
        }
    }

    /** With every role that those of the caller include. */
    static SecurityIdentity identity(Caller caller) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.name()))
                .addRoles(caller.roles().stream().map(Role::text).collect(Collectors.toUnmodifiableSet()))
                .addAttribute(Caller.attribute(), caller)
                .build();
    }
}
