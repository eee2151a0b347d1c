package dev.portledger.server.access;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Recognises people by a password that is kept here. */
@ApplicationScoped
class PasswordIdentities implements IdentityProvider<UsernamePasswordAuthenticationRequest> {

    private final NamedIdentities identities;

    PasswordIdentities(NamedIdentities identities) {
        this.identities = identities;
    }

    @Override
    public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
        return UsernamePasswordAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> {
            Accounts.Account account = identities.require(request.getUsername());
            String given = new String(request.getPassword().getPassword());
            if (account.password()
                    .filter(kept -> BcryptUtil.matches(given, kept))
                    .isEmpty()) {
                throw new AuthenticationFailedException("wrong password");
            }
            return NamedIdentities.identity(account.caller());
        });
    }
}
