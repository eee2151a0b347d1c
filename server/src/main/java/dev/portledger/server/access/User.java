package dev.portledger.server.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.server.scope.HostSelector;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An account, and what its person may do. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record User(
        String userName,

        @Schema(description = "The person; accounts that are linked have the same")
        UUID subject,

        boolean disabled,
        Instant createdAt,

        @Schema(description = "Last sign-in; absent: none that is remembered")
        Optional<Instant> signedInAt,

        @Schema(description = "Whether it is signed in to by a password that is kept here")
        boolean password,

        @Schema(description = "Of an account at an identity provider")
        Optional<String> issuer,

        @Schema(description = "Who it is there") Optional<String> sub,
        Optional<String> email,
        List<Granted> grants) {

    /**
     * A role on some hosts.
     *
     * @param on labels that a host has to have all of; empty: every host
     * @param byClaim whether the identity provider says so, anew at each sign-in
     */
    @Schema(name = "Grant")
    public record Granted(String role, Map<String, String> on, boolean byClaim) {
        static Granted of(Grant grant) {
            return new Granted(grant.role().text(), grant.on().labels(), false);
        }

        /** {@code operator on env=prod}. */
        String text() {
            return new HostSelector(on).everyHost() ? role : role + " on " + new HostSelector(on).text();
        }
    }

    public User {
        grants = List.copyOf(grants);
    }
}
