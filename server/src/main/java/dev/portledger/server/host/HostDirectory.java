package dev.portledger.server.host;

import com.fasterxml.jackson.core.JacksonException;
import dev.portledger.domain.finding.Sysctls;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.LikePattern;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Finds hosts by id and by name, within a reading of the caller. */
@ApplicationScoped
public class HostDirectory {

    /** @throws ProblemException HOST_NOT_FOUND if the text is no id, or no host has it */
    public WatchedHost require(Connection connection, String hostId) throws SQLException {
        Optional<UUID> id = uuid(hostId);
        if (id.isPresent()) {
            try (var statement = Sql.of(
                                    "select host_id, name, watch, looked_at from host_watch where host_id = ?",
                                    id.get())
                            .prepare(connection);
                    var row = statement.executeQuery()) {
                if (row.next()) {
                    return new WatchedHost(
                            id.get(),
                            row.getString("name"),
                            Watch.valueOf(row.getString("watch")),
                            Columns.optionalInstant(row, "looked_at"));
                }
            }
        }
        throw new ProblemException(ErrorCode.HOST_NOT_FOUND, "no host has the id " + hostId, "hostId");
    }

    /**
     * The hosts with this id or exactly this name.
     *
     * @throws ProblemException HOST_NOT_FOUND if there is none
     */
    public List<UUID> named(Connection connection, String idOrName) throws SQLException {
        Sql byName = Sql.of("select host_id from host_watch where name = ?", idOrName);
        uuid(idOrName).ifPresent(id -> byName.add(" or host_id = ?", id));
        List<UUID> found = ids(connection, byName);
        if (found.isEmpty()) {
            throw new ProblemException(ErrorCode.HOST_NOT_FOUND, "no host has the id or name " + idOrName, "host");
        }
        return found;
    }

    /** The hosts whose name contains the text, upper or lower case, and those whose id it is or begins, from 8 characters on. */
    public List<UUID> matching(Connection connection, String text) throws SQLException {
        Sql query = Sql.of("select host_id from host_watch where lower(name) like ?", LikePattern.containing(text));
        LikePattern.beginningOfId(text).ifPresent(id -> query.add(" or host_id::text like ?", id));
        return ids(connection, query);
    }

    /** The settings of its kernel, as its agent told them last; empty where it never did. */
    public Optional<Sysctls> sysctls(Connection connection, UUID hostId) throws SQLException {
        try (var statement = Sql.of("select sysctls from host where host_id = ?", hostId)
                        .prepare(connection);
                var row = statement.executeQuery()) {
            return row.next() ? Columns.optionalString(row, "sysctls").map(HostDirectory::sysctls) : Optional.empty();
        }
    }

    private static Sysctls sysctls(String json) {
        try {
            return FrameJson.mapper().readValue(json, Sysctls.class);
        } catch (JacksonException e) {
            throw new IllegalStateException("a host has settings that cannot be read", e);
        }
    }

    /** All that whoever this reading is for may see. */
    public Set<UUID> visible(Connection connection) throws SQLException {
        return new HashSet<>(ids(connection, Sql.of("select host_id from host_watch")));
    }

    public HostCounts count(Connection connection) throws SQLException {
        try (var statement = Sql.of("select count(*) filter (where watch = 'LIVE')::int as live,"
                                + " count(*) filter (where watch = 'SILENT')::int as silent,"
                                + " count(*) filter (where watch = 'OFFLINE')::int as offline,"
                                + " count(*) filter (where watch = 'NEVER')::int as never from host_watch")
                        .prepare(connection);
                var row = statement.executeQuery()) {
            row.next();
            return new HostCounts(row.getInt("live"), row.getInt("silent"), row.getInt("offline"), row.getInt("never"));
        }
    }

    private static List<UUID> ids(Connection connection, Sql query) throws SQLException {
        List<UUID> found = new ArrayList<>();
        try (var statement = query.prepare(connection);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(Columns.uuid(rows, "host_id"));
            }
        }
        return found;
    }

    /** The id, empty unless it has the canonical form: {@link UUID#fromString} alone takes {@code 1-1-1-1-1}. */
    private static Optional<UUID> uuid(String text) {
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
