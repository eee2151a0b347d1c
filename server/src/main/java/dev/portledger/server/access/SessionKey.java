package dev.portledger.server.access;

import io.quarkus.security.identity.SecurityIdentity;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a session cookie says: whose session it is, and which. */
public record SessionKey(String userName, UUID sessionId) {

    private static final String ATTRIBUTE = "portledger.session";
    private static final char SEPARATOR = '#'; // no user name has it

    /** The session of a request; empty without one. */
    public static Optional<SessionKey> of(SecurityIdentity identity) {
        @Nullable UUID sessionId = identity.getAttribute(ATTRIBUTE);
        return Optional.ofNullable(sessionId)
                .map(id -> new SessionKey(identity.getPrincipal().getName(), id));
    }

    static String attribute() {
        return ATTRIBUTE;
    }

    /** As in the cookie. */
    String text() {
        return userName + SEPARATOR + sessionId;
    }

    static Optional<SessionKey> parse(String text) {
        int separator = text.indexOf(SEPARATOR);
        try {
            return separator < 0
                    ? Optional.empty()
                    : Optional.of(new SessionKey(
                            text.substring(0, separator), UUID.fromString(text.substring(separator + 1))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
