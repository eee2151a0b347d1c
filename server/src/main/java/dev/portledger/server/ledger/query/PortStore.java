package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.host.WatchedHost;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tells how it stands with a port of a host, now or at a time. */
@ApplicationScoped
class PortStore {

    private final Reading reading;
    private final HostDirectory hosts;
    private final CoverageStore coverage;
    private final TimeWaitOfListeners timeWait;
    private final Clock clock = Clock.systemUTC();

    PortStore(Reading reading, HostDirectory hosts, CoverageStore coverage, TimeWaitOfListeners timeWait) {
        this.reading = reading;
        this.hosts = hosts;
        this.coverage = coverage;
        this.timeWait = timeWait;
    }

    PortOnHost now(String hostId, Protocol protocol, int port) {
        return reading.read(connection -> {
            WatchedHost host = hosts.require(connection, hostId);
            List<ListenerRow> listeners = timeWait.of(
                    connection,
                    listeners(
                            connection,
                            ListenerColumns.plain(),
                            Sql.of(" from holding_open h join host_watch w on w.host_id = h.host_id"),
                            host.hostId(),
                            protocol,
                            port));
            PortState state =
                    switch (host.watch()) {
                        case LIVE -> ofHost(listeners).isEmpty() ? PortState.FREE : PortState.HELD;
                        case SILENT, NEVER -> PortState.UNKNOWN;
                        case OFFLINE -> PortState.OFFLINE;
                    };
            return new PortOnHost(
                    host.hostId(),
                    host.name(),
                    protocol,
                    port,
                    clock.instant(),
                    state,
                    notWatched(host),
                    listeners,
                    protocol == Protocol.TCP ? connections(connection, host.hostId(), port) : List.of(),
                    host.watch(),
                    host.lookedAt());
        });
    }

    PortOnHost at(String hostId, Protocol protocol, int port, Instant at) {
        return reading.read(connection -> {
            WatchedHost host = hosts.require(connection, hostId);
            List<ListenerRow> listeners = listeners(
                    connection,
                    ListenerColumns.asOf(at),
                    Sql.of(
                            " from (select * from holding where ended_at > ? and (began_at <= ? or began_after < ?)) h"
                                    + " join host_watch w on w.host_id = h.host_id",
                            at,
                            at,
                            at),
                    host.hostId(),
                    protocol,
                    port);
            boolean covered = coverage.covers(connection, host.hostId(), at);
            PortState state = state(listeners, covered, at);
            return new PortOnHost(
                    host.hostId(),
                    host.name(),
                    protocol,
                    port,
                    at,
                    state,
                    state == PortState.UNKNOWN ? Optional.of(whyUnknown(covered)) : Optional.empty(),
                    listeners,
                    List.of(),
                    host.watch(),
                    host.lookedAt());
        });
    }

    private static PortState state(List<ListenerRow> listeners, boolean covered, Instant at) {
        if (!covered) {
            return PortState.UNKNOWN;
        }
        List<ListenerRow> ofHost = ofHost(listeners);
        if (ofHost.isEmpty()) {
            return PortState.FREE;
        }
        return ofHost.stream().anyMatch(row -> certainlyBound(row, at)) ? PortState.HELD : PortState.UNKNOWN;
    }

    /** Without those of networks that are known to be others: they leave the host's port free. */
    private static List<ListenerRow> ofHost(List<ListenerRow> listeners) {
        return listeners.stream()
                .filter(listener ->
                        listener.network().filter(Network.OTHER::equals).isEmpty())
                .toList();
    }

    /** Whether the socket was there for certain, even where it is not certain which of its holders were. */
    private static boolean certainlyBound(ListenerRow row, Instant at) {
        boolean handedOver = !at.isBefore(row.began().at())
                && row.ended()
                        .filter(end -> end.how() == HoldingEnd.How.HOLDERS_CHANGED)
                        .isPresent();
        return row.certain().orElse(false) || handedOver;
    }

    private static Optional<String> notWatched(WatchedHost host) {
        String last = host.lookedAt().map(at -> "; the last look was at " + at).orElse("");
        return switch (host.watch()) {
            case LIVE -> Optional.empty();
            case SILENT -> Optional.of("the host's agent is connected and has not looked for 15 s" + last);
            case OFFLINE -> Optional.of("the host's agent is not connected" + last);
            case NEVER -> Optional.of("the host's agent has never connected");
        };
    }

    private static String whyUnknown(boolean covered) {
        return covered
                ? "it began or ended between two looks, and this time is between them"
                : "no agent was watching this host at that time";
    }

    private static List<ListenerRow> listeners(
            Connection connection, Sql columns, Sql from, UUID host, Protocol protocol, int port) throws SQLException {
        List<ListenerRow> rows = new ArrayList<>();
        try (var statement = Sql.of("select ")
                        .add(columns)
                        .add(from)
                        .add(
                                " where h.host_id = ? and h.protocol = ? and h.port = ?"
                                        + " order by h.address, h.began_at, h.holding_id",
                                host,
                                protocol.name(),
                                port)
                        .prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(ListenerColumns.read(row));
            }
        }
        return rows;
    }

    private static List<PortConnections> connections(Connection connection, UUID host, int port) throws SQLException {
        List<PortConnections> found = new ArrayList<>();
        try (var statement = Sql.of(
                                "select host(address) as address, nullif(device, '') as device, netns, state, count, last_leaves_at,"
                                        + " changed_at from connection_count where host_id = ? and port = ?"
                                        + " order by connection_count.address, device, state",
                                host,
                                port)
                        .prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                found.add(new PortConnections(
                        ListenerColumns.address(row),
                        Columns.optionalString(row, "device"),
                        row.getLong("netns"),
                        TcpState.valueOf(row.getString("state")),
                        row.getInt("count"),
                        Columns.optionalInstant(row, "last_leaves_at"),
                        Columns.instant(row, "changed_at")));
            }
        }
        return found;
    }
}
