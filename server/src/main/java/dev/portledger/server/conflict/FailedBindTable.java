package dev.portledger.server.conflict;

import dev.portledger.domain.bind.Claimant;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.bind.HeldSocket;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.User;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.server.ledger.write.Rows;
import dev.portledger.server.ledger.write.StorableText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes what is told of failed binds into the table {@code failed_bind}. */
final class FailedBindTable {

    /** A series of one host, times by the server's clock. */
    record Told(UUID hostId, UUID bootId, FailedBindSeries failed) {

        private LocalEndpoint endpoint() {
            return failed.attempt().endpoint();
        }

        private Claimant claimant() {
            return failed.claimant();
        }
    }

    private static final Rows<Told> ROWS = new Rows<>(List.of(
            new Rows.Column<>("host_id", "uuid", Told::hostId),
            new Rows.Column<>("failed_id", "uuid", told -> told.failed().id()),
            new Rows.Column<>("boot_id", "uuid", Told::bootId),
            new Rows.Column<>("first_at", "timestamptz", told -> told.failed().firstAt()),
            new Rows.Column<>("last_at", "timestamptz", told -> told.failed().lastAt()),
            new Rows.Column<>("times", "int8", told -> told.failed().times()),
            new Rows.Column<>("call", "text", told -> told.failed().call()),
            new Rows.Column<>(
                    "protocol", "text", told -> told.failed().attempt().protocol()),
            new Rows.Column<>(
                    "address", "inet", told -> told.endpoint().address().text()),
            new Rows.Column<>("device", "text", told -> orNull(told.endpoint().device())),
            new Rows.Column<>("port", "int4", told -> told.endpoint().port()),
            new Rows.Column<>("errno", "int4", told -> told.failed().errno().orElse(null)),
            new Rows.Column<>(
                    "cause", "text", told -> orNull(told.failed().diagnosis().map(FailedBindTable::cause))),
            new Rows.Column<>("pid", "int4", told -> told.claimant().pid()),
            new Rows.Column<>(
                    "comm", "text", told -> StorableText.of(told.claimant().comm())),
            new Rows.Column<>("exe", "text", told -> orNull(told.claimant().exe())),
            new Rows.Column<>(
                    "user_name", "text", told -> orNull(told.claimant().user().map(FailedBindTable::user))),
            new Rows.Column<>(
                    "unit", "text", told -> orNull(unit(told.claimant().management()))),
            new Rows.Column<>(
                    "container",
                    "text",
                    told -> orNull(container(told.claimant().management()))),
            new Rows.Column<>("reported", "jsonb", told -> StorableText.json(FailedBindSeries.class, told.failed())),
            new Rows.Column<>("search_text", "text", told -> searchText(told.failed()))));

    // A series that is told again replaces what was told of it; one that has failed again is open again. A report that
    // has fewer
    // failures is older than what is here.
    private static final String WRITE = """
            insert into failed_bind as f ({columns}, state, state_at) select {columns}, 'OPEN', r.first_at from {rows}
            on conflict (host_id, failed_id) do update set
                boot_id = excluded.boot_id, first_at = least(f.first_at, excluded.first_at), last_at = excluded.last_at,
                times = excluded.times, call = excluded.call, protocol = excluded.protocol, address = excluded.address,
                device = excluded.device, port = excluded.port, errno = excluded.errno, cause = excluded.cause,
                pid = excluded.pid, comm = excluded.comm, exe = excluded.exe, user_name = excluded.user_name,
                unit = excluded.unit, container = excluded.container, reported = excluded.reported,
                search_text = excluded.search_text,
                state = case when f.state = 'RESOLVED' and excluded.times > f.times then 'OPEN' else f.state end,
                state_at = case when f.state = 'RESOLVED' and excluded.times > f.times then excluded.last_at else f.state_at end,
                state_by = case when f.state = 'RESOLVED' and excluded.times > f.times then null else f.state_by end,
                resolved_how = case when excluded.times > f.times then null else f.resolved_how end,
                note = case when f.state = 'RESOLVED' and excluded.times > f.times then null else f.note end
            where excluded.times >= f.times""";

    private FailedBindTable() {}

    static void write(Connection connection, List<Told> told) throws SQLException {
        if (!told.isEmpty()) {
            ROWS.run(connection, WRITE, told);
        }
    }

    private static @Nullable String orNull(Optional<String> text) {
        return text.map(StorableText::of).orElse(null);
    }

    private static String cause(Diagnosis diagnosis) {
        return FailedBindDiagnosis.name(diagnosis.cause());
    }

    private static String user(User user) {
        return user.name().orElse(Long.toString(user.uid()));
    }

    private static Optional<String> unit(Management management) {
        return management instanceof Management.Unit unit ? Optional.of(unit.name()) : Optional.empty();
    }

    private static Optional<String> container(Management management) {
        return management instanceof Management.Container container ? Optional.of(container.id()) : Optional.empty();
    }

    private static String searchText(FailedBindSeries failed) {
        List<String> words = new ArrayList<>();
        Claimant claimant = failed.claimant();
        add(words, claimant.comm(), claimant.exe(), claimant.cmdline(), claimant.user(), claimant.management());
        for (HeldSocket held : failed.inTheWay()) {
            for (Holder holder : held.holders().list()) {
                add(
                        words,
                        holder.comm(),
                        holder.exe(),
                        holder.cmdline(),
                        Optional.of(holder.user()),
                        holder.management());
            }
        }
        LocalEndpoint endpoint = failed.attempt().endpoint();
        words.add(endpoint.address().text());
        words.add(Integer.toString(endpoint.port()));
        failed.error().ifPresent(error -> words.add(error.name()));
        failed.diagnosis().ifPresent(diagnosis -> words.add(diagnosis.summary()));
        return StorableText.of(String.join("\n", words).toLowerCase(Locale.ROOT));
    }

    private static void add(
            List<String> words,
            String comm,
            Optional<String> exe,
            Optional<String> cmdline,
            Optional<User> user,
            Management management) {
        words.add(comm);
        exe.ifPresent(words::add);
        cmdline.ifPresent(words::add);
        user.map(FailedBindTable::user).ifPresent(words::add);
        unit(management).ifPresent(words::add);
        container(management).ifPresent(words::add);
    }
}
