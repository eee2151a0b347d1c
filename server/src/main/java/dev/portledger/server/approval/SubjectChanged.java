package dev.portledger.server.approval;

import java.util.Set;
import java.util.UUID;

/**
 * A bulk stop went on, something was run by break-glass, or somebody took note of it. Fired within the transaction; observe it after success.
 *
 * @param hostIds what it is about: whoever sees all of them may hear of it; none: whoever sees every host
 */
public record SubjectChanged(UUID subjectId, Set<UUID> hostIds) {
    public SubjectChanged {
        hostIds = Set.copyOf(hostIds);
    }
}
