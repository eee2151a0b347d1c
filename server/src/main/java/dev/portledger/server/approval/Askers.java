package dev.portledger.server.approval;

import dev.portledger.server.access.Caller;
import dev.portledger.server.access.CurrentCaller;
import dev.portledger.server.access.HostAccess;
import dev.portledger.server.access.Role;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostLabels;
import dev.portledger.server.scope.HostScope;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The people of this server, as approvals have to tell them apart. */
@ApplicationScoped
public class Askers {

    private static final String APPROVERS =
            "select count(distinct subject) from role_grant join app_user using (subject)"
                    + " where role in ('approver', 'admin') and not disabled";

    private final CurrentCaller caller;
    private final HostAccess access;
    private final HostLabels labels;
    private final AgroalDataSource database;

    Askers(CurrentCaller caller, HostAccess access, HostLabels labels, AgroalDataSource database) {
        this.caller = caller;
        this.access = access;
        this.labels = labels;
        this.database = database;
    }

    /** Whoever makes the request that is being answered. */
    public Person asking() {
        Caller asks = caller.require();
        return new Person(
                asks.subject(), asks.name(), asks.roles(), asks.token().map(Caller.UsedToken::name));
    }

    /**
     * Refuses whoever is asking unless they have the role on that host.
     *
     * @throws dev.portledger.server.error.ProblemException FORBIDDEN_HOST
     */
    public void requireOn(UUID hostId, Role role) throws SQLException {
        access.require(caller.require(), hostId, role);
    }

    /**
     * Refuses whoever is asking unless they have the role on every host, for what is about several.
     *
     * @throws ProblemException FORBIDDEN_HOST
     */
    public void requireEverywhere(Role role) {
        HostScope has = caller.require().scope(role);
        if (!(has instanceof HostScope.Everything)) {
            throw new ProblemException(
                    ErrorCode.FORBIDDEN_HOST,
                    "needed is the role " + role.text() + " on every host; yours is for " + has.text());
        }
    }

    /** The hosts on which whoever is asking has the role. */
    HostScope scope(Role role) {
        return caller.require().scope(role);
    }

    /** The labels of a host as they are now. */
    public Map<String, String> labels(UUID hostId) throws SQLException {
        return labels.of(hostId).orElse(Map.of());
    }

    /** How many people could approve by their roles, out of these by name; of all if none are named. */
    int approvers(List<String> names) throws SQLException {
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement(APPROVERS + " and (user_name = any (?) or ?)")) {
            query.setArray(1, connection.createArrayOf("text", names.toArray()));
            query.setBoolean(2, names.isEmpty());
            try (var row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** How many people other than this one could approve or acknowledge. */
    int othersThan(Person person) throws SQLException {
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement(APPROVERS + " and subject <> ?")) {
            query.setObject(1, person.subject());
            try (var row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
