package dev.portledger.server.access;

import dev.portledger.server.scope.HostSelector;

/** A role on the hosts that the selector means. */
public record Grant(Role role, HostSelector on) {

    /** Whether it lets do what the role lets do: by being it, or by including it. */
    boolean includes(Role wanted) {
        return role.included().contains(wanted);
    }
}
