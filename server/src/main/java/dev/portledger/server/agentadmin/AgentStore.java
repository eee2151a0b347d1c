package dev.portledger.server.agentadmin;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.trust.PublicKey;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.page.PageLimit;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.LikePattern;
import dev.portledger.server.sql.PagedRead;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.RowOrder;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Reads the list of agents; what it needs of tables that tell of no host, it asks the database's own schema for. */
@ApplicationScoped
class AgentStore {

    private static final TypeReference<List<Facility>> FACILITIES = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    /** One row an agent, judged once for filter, order and answer. The signing key is the first of the newest set. */
    private static final String FROM = " " + """
             from (select h.host_id, h.name, h.public_key, h.next_public_key, h.enrolled_at, h.enrolled_with, h.labels::text as labels,
                       h.revoked_at, h.revoked_by, h.revoke_reason, h.rekey_asked_at, h.agent_version, h.outbox_frames,
                       h.last_frame_at, h.facilities::text as facilities, extract(epoch from h.skew) as skew_seconds,
                       w.looked_at, t.created_by as token_by, c.commands,
                       case when h.revoked_at is not null then 'REVOKED'
                            when w.watch in ('SILENT', 'OFFLINE', 'NEVER') then w.watch
                            when c.commands <> 'YES' or abs(extract(epoch from h.skew)) > 2
                                or jsonb_path_exists(h.facilities, '$[*] ? (@.available == false && exists(@.cost))') then 'ATTENTION'
                            else 'GOOD' end as status
                   from host h
                       join host_watch w on w.host_id = h.host_id
                       left join public.enrolment_token t on t.token_id = h.enrolled_with
                       left join lateral (select key_id from public.command_key_set order by serial desc limit 1) k on true
                       cross join lateral (select case
                           when h.connected_at is null then 'UNKNOWN'
                           when h.command_serial is null then 'NO_KEY'
                           when k.key_id = any(h.command_key_ids) then 'YES'
                           else 'OTHER_KEY' end as commands) c) a
             where true""";

    private static final String RANK =
            "array_position(array['SILENT', 'OFFLINE', 'REVOKED', 'ATTENTION', 'NEVER', 'GOOD'], a.status)";

    private static final RowOrder WORST_FIRST = new RowOrder(
            List.of(
                    new RowOrder.Part(RANK, "int"),
                    new RowOrder.Part("a.name", "text"),
                    new RowOrder.Part("a.host_id", "uuid")),
            false);

    private final Reading reading;

    AgentStore(Reading reading) {
        this.reading = reading;
    }

    /**
     * Which agents are asked for.
     *
     * @param text in the name or the version, or the beginning of the host's id or the key's fingerprint
     * @param status one of these; empty: all
     */
    record Filter(Optional<String> text, List<AgentStatus> status) {

        Sql conditions() {
            Sql where = new Sql();
            text.ifPresent(given -> {
                where.add(" and (lower(concat_ws(' ', a.name, a.agent_version)) like ?", LikePattern.containing(given));
                LikePattern.beginningOfId(given).ifPresent(id -> where.add(" or a.host_id::text like ?", id));
                if (given.matches("[0-9a-fA-F]{8,64}")) {
                    where.add(
                            " or encode(sha256(a.public_key), 'hex') like ?",
                            given.toLowerCase(java.util.Locale.ROOT) + "%");
                }
                where.add(")");
            });
            if (!status.isEmpty()) {
                where.add(
                        " and a.status = any(?)",
                        status.stream().map(Enum::name).toList());
            }
            return where;
        }
    }

    AgentPage page(Filter filter, PageLimit limit, Optional<String> cursor) {
        PagedRead paged = PagedRead.of(WORST_FIRST, limit, cursor, "agents " + filter);
        Sql everyAgent = Sql.of(FROM);
        Sql fromWhere = Sql.of(FROM).add(filter.conditions());
        return reading.read(connection -> {
            var page = paged.read(connection, Sql.of("a.*"), fromWhere, AgentStore::row);
            return new AgentPage(
                    page.rows(), page.next(), count(connection, fromWhere), counts(connection, everyAgent));
        });
    }

    /** @throws ProblemException HOST_NOT_FOUND */
    AgentRow one(UUID hostId) {
        Sql query = Sql.of("select a.*").add(FROM).add(" and a.host_id = ?", hostId);
        return reading.read(connection -> {
            try (var statement = query.prepare(connection);
                    var row = statement.executeQuery()) {
                if (row.next()) {
                    return row(row);
                }
                throw new ProblemException(ErrorCode.HOST_NOT_FOUND, "no host has the id " + hostId, "hostId");
            }
        });
    }

    private static long count(Connection connection, Sql fromWhere) throws SQLException {
        try (var statement = Sql.of("select count(*)").add(fromWhere).prepare(connection);
                var row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Map<AgentStatus, Long> counts(Connection connection, Sql fromWhere) throws SQLException {
        Map<AgentStatus, Long> counts = new EnumMap<>(AgentStatus.class);
        for (AgentStatus status : AgentStatus.values()) {
            counts.put(status, 0L);
        }
        try (var statement = Sql.of("select a.status, count(*)")
                        .add(fromWhere)
                        .add(" group by a.status")
                        .prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                counts.put(AgentStatus.valueOf(row.getString(1)), row.getLong(2));
            }
        }
        return counts;
    }

    private static AgentRow row(ResultSet row) throws SQLException {
        return new AgentRow(
                Columns.uuid(row, "host_id"),
                row.getString("name"),
                AgentStatus.valueOf(row.getString("status")),
                Columns.optionalInstant(row, "last_frame_at"),
                Columns.optionalInstant(row, "looked_at"),
                Columns.optionalInt(row, "outbox_frames"),
                Columns.optionalString(row, "agent_version"),
                Optional.ofNullable(row.getBigDecimal("skew_seconds"))
                        .map(seconds ->
                                Duration.ofNanos(seconds.movePointRight(9).longValue())),
                Columns.optionalString(row, "facilities").map(json -> read(json, FACILITIES)),
                AgentRow.CommandsTaken.valueOf(row.getString("commands")),
                PublicKey.of(row.getBytes("public_key")).id(),
                Optional.ofNullable(row.getBytes("next_public_key"))
                        .map(key -> PublicKey.of(key).id()),
                Columns.optionalInstant(row, "rekey_asked_at"),
                Columns.instant(row, "enrolled_at"),
                Optional.ofNullable(row.getObject("enrolled_with", UUID.class)),
                Columns.optionalString(row, "token_by"),
                new TreeMap<>(read(row.getString("labels"), LABELS)),
                Columns.optionalInstant(row, "revoked_at"),
                Columns.optionalString(row, "revoked_by"),
                Columns.optionalString(row, "revoke_reason"));
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return FrameJson.mapper().readValue(json, type);
        } catch (JacksonException e) {
            throw new IllegalStateException("a host has what cannot be read", e);
        }
    }
}
