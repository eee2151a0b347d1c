package dev.portledger.server.access;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What somebody may do. Each role includes those below it: admin the others, operator and approver viewer. */
public enum Role {
    VIEWER,
    OPERATOR,
    APPROVER,
    ADMIN;

    /** For {@code @RolesAllowed}: reads everything. */
    public static final String MAY_VIEW = "viewer";

    /** For {@code @RolesAllowed}: plans and requests stops. */
    public static final String MAY_OPERATE = "operator";

    /** For {@code @RolesAllowed}: approves stops of others. */
    public static final String MAY_APPROVE = "approver";

    /** For {@code @RolesAllowed}: everything, people and agents as well. */
    public static final String MAY_ADMINISTER = "admin";

    /** As in the database and in answers, {@code viewer}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of this name; empty for a name that is no role. */
    static Optional<Role> of(String text) {
        return Stream.of(values()).filter(role -> role.text().equals(text)).findFirst();
    }

    /** This role and those it includes. */
    Set<Role> included() {
        return switch (this) {
            case VIEWER -> EnumSet.of(VIEWER);
            case OPERATOR -> EnumSet.of(OPERATOR, VIEWER);
            case APPROVER -> EnumSet.of(APPROVER, VIEWER);
            case ADMIN -> EnumSet.allOf(Role.class);
        };
    }
}
