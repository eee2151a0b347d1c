package dev.portledger.server.approval;

import dev.portledger.server.access.Role;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who asks or agrees. Two sessions, tokens or accounts of one human being have the same subject.
 *
 * @param subject who it is, however they came in
 * @param name as the audit log names them
 * @param roles all roles, included ones too
 * @param token the API token it came by; empty: a session
 */
public record Person(UUID subject, String name, Set<Role> roles, Optional<String> token) {

    public Person {
        roles = Set.copyOf(roles);
    }

    /** The roles that none of the others includes: what somebody is, not all that they may. */
    boolean is(Role role) {
        return roles.contains(role)
                && switch (role) {
                    case ADMIN -> true;
                    case OPERATOR, APPROVER -> !roles.contains(Role.ADMIN);
                    case VIEWER -> roles.size() == 1;
                };
    }
}
