package dev.portledger.server.access;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives every identity the roles that its own roles include; a role this version doesn't know gives nothing. */
@ApplicationScoped
class RoleHierarchy implements SecurityIdentityAugmentor {

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (identity.isAnonymous()) {
            return Uni.createFrom().item(identity);
        }
        Set<String> all = identity.getRoles().stream()
                .map(Role::of)
                .flatMap(Optional::stream)
                .flatMap(role -> role.included().stream())
                .map(Role::text)
                .collect(Collectors.toUnmodifiableSet());
        return Uni.createFrom()
                .item(QuarkusSecurityIdentity.builder()
                        .setPrincipal(identity.getPrincipal())
                        .addAttributes(identity.getAttributes())
                        .addCredentials(identity.getCredentials())
                        .addRoles(all)
                        .build());
    }
}
