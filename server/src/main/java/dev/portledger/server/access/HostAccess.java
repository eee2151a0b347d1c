package dev.portledger.server.access;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostLabels;
import dev.portledger.server.scope.HostScope;
import dev.portledger.server.scope.HostSelector;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/** Whether somebody may do something on a host, by its labels as they are now. */
@ApplicationScoped
public class HostAccess {

    private final HostLabels labels;

    HostAccess(HostLabels labels) {
        this.labels = labels;
    }

    /** Whether the caller has the role, or one that includes it, on the host; costs nothing where the role is not limited. */
    public boolean mayOn(Caller caller, UUID hostId, Role role) throws SQLException {
        return switch (caller.scope(role)) {
            case HostScope.Everything _ -> true;
            case HostScope.Nothing _ -> false;
            case HostScope.Labelled limited ->
                labels.of(hostId).filter(limited::contains).isPresent();
        };
    }

    /**
     * @throws ProblemException FORBIDDEN_HOST unless the caller has the role on the host; a host that is not there is refused
     *     to somebody limited as one of others is
     */
    public void require(Caller caller, UUID hostId, Role role) throws SQLException {
        if (mayOn(caller, hostId, role)) {
            return;
        }
        HostScope has = caller.scope(role);
        // labels are told to those who may see the host anyway
        String needed = labels.of(hostId)
                .filter(caller.scope(Role.VIEWER)::contains)
                .map(HostAccess::described)
                .orElse(" of this host");
        throw new ProblemException(
                ErrorCode.FORBIDDEN_HOST,
                "needed is the role " + role.text() + needed + "; yours is for " + has.text());
    }

    private static String described(Map<String, String> labels) {
        return " of a host with " + (labels.isEmpty() ? "no labels" : new HostSelector(labels).text());
    }
}
