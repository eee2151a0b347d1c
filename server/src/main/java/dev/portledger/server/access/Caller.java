package dev.portledger.server.access;

import dev.portledger.server.scope.HostScope;
import io.quarkus.security.identity.SecurityIdentity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param subject the person: the same for all accounts, sign-ins and tokens of one, and never anybody else's
 * @param name the account that is used, as in the audit log
 * @param grants what the person may do, and where
 * @param token the API token that is used; empty in a browser's session
 */
public record Caller(UUID subject, String name, List<Grant> grants, Optional<UsedToken> token) {

    private static final String ATTRIBUTE = "portledger.caller";

    /**
     * An API token that stands for its owner.
     *
     * @param name as its owner called it
     */
    public record UsedToken(UUID tokenId, String name) {}

    public Caller {
        grants = List.copyOf(grants);
    }

    /** The one that was recognised; empty for nobody. */
    public static Optional<Caller> of(SecurityIdentity identity) {
        @Nullable Caller caller = identity.getAttribute(ATTRIBUTE);
        return Optional.ofNullable(caller);
    }

    static String attribute() {
        return ATTRIBUTE;
    }

    /** Roles that the caller has anywhere, included ones too. */
    public Set<Role> roles() {
        return grants.stream()
                .flatMap(grant -> grant.role().included().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The hosts on which the caller has this role, or one that includes it. */
    public HostScope scope(Role role) {
        return HostScope.of(grants.stream()
                .filter(grant -> grant.includes(role))
                .map(Grant::on)
                .toList());
    }
}
