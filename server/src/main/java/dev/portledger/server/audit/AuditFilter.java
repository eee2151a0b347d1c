package dev.portledger.server.audit;

import dev.portledger.domain.socket.Protocol;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Which entries are asked for; all that is given must hold.
 *
 * @param words each must occur somewhere in the entry, whatever the case; in ids only as their beginning, with 8 characters at least
 * @param actor exactly this one
 * @param action exactly this one, or all below it: {@code stop} is {@code stop.planned}, {@code stop.requested} …
 * @param reason occurs in the reason, whatever the case
 * @param from not before
 * @param to before
 */
record AuditFilter(
        List<String> words,
        Optional<String> actor,
        Optional<String> action,
        Optional<UUID> hostId,
        Optional<Protocol> protocol,
        Optional<Integer> port,
        Optional<UUID> stopId,
        Optional<String> reason,
        Optional<Instant> from,
        Optional<Instant> to) {

    private static final int SHORTEST_OF_ID = 8;

    /** Without ids and fingerprints: they are random hexadecimal digits, in which short texts occur by chance. */
    private static final String TEXT =
            "lower(case actor_kind when 'AGENT' then '' else actor end || ' ' || action || ' ' ||"
                    + " coalesce(reason, '') || ' ' || regexp_replace(detail::text, '[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}', '', 'g')"
                    + " || ' ' || coalesce(port::text, ''))";

    /** Each id and each text in the detail after a quotation mark. */
    private static final String IDS =
            "lower('\"' || actor || '\"' || coalesce(host_id::text, '') || '\"' || coalesce(stop_id::text, '')"
                    + " || detail::text)";

    AuditFilter {
        words = List.copyOf(words);
    }

    /** Whether nothing is left out. */
    boolean isEverything() {
        return condition().values().isEmpty();
    }

    /** A condition and the values of its parameters, in order. */
    record Condition(String sql, List<Object> values) {

        /** @return the index of the next parameter */
        int bind(PreparedStatement statement) throws SQLException {
            int index = 1;
            for (Object value : values) {
                statement.setObject(index++, value);
            }
            return index;
        }
    }

    Condition condition() {
        var parts = new ArrayList<String>();
        var values = new ArrayList<Object>();
        parts.add("true");
        for (String word : words) {
            String lower = word.toLowerCase(Locale.ROOT);
            boolean mayBeId = word.length() >= SHORTEST_OF_ID;
            parts.add("(position(? in " + TEXT + ") > 0" + (mayBeId ? " or position(? in " + IDS + ") > 0)" : ")"));
            values.add(lower);
            if (mayBeId) {
                values.add('"' + lower);
            }
        }
        equal(parts, values, "actor", actor);
        action.ifPresent(code -> {
            parts.add("(action = ? or starts_with(action, ?))");
            values.add(code);
            values.add(code + ".");
        });
        equal(parts, values, "host_id", hostId);
        equal(parts, values, "protocol", protocol.map(Protocol::name));
        equal(parts, values, "port", port);
        equal(parts, values, "stop_id", stopId);
        reason.ifPresent(text -> {
            parts.add("position(? in lower(reason)) > 0");
            values.add(text.toLowerCase(Locale.ROOT));
        });
        from.ifPresent(instant -> {
            parts.add("at >= ?");
            values.add(instant.atOffset(ZoneOffset.UTC));
        });
        to.ifPresent(instant -> {
            parts.add("at < ?");
            values.add(instant.atOffset(ZoneOffset.UTC));
        });
        return new Condition(String.join(" and ", parts), List.copyOf(values));
    }

    private static void equal(List<String> parts, List<Object> values, String column, Optional<?> value) {
        value.ifPresent(present -> {
            parts.add(column + " = ?");
            values.add(present);
        });
    }
}
