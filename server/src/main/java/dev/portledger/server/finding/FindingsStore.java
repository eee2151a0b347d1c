package dev.portledger.server.finding;

import dev.portledger.domain.finding.Finding;
import dev.portledger.domain.finding.HostFindings;
import dev.portledger.domain.finding.HostSight;
import dev.portledger.domain.finding.Sysctls;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.host.WatchedHost;
import dev.portledger.server.ledger.query.DoubtfulSockets;
import dev.portledger.server.ledger.query.ListenerRow;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.stop.StopReading;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Judges hosts by what the ledger, their agents' word and the stops tell of them. */
@ApplicationScoped
class FindingsStore {

    private static final int MOST_SHOWN = 100;
    private static final int MOST_SOCKETS = 5_000;
    private static final int MOST_KILLED = 20;
    private static final Duration KILLED_WITHIN = Duration.ofDays(30);

    private final Reading reading;
    private final HostDirectory hosts;
    private final DoubtfulSockets sockets;
    private final StopReading stops;
    private final Clock clock = Clock.systemUTC();

    FindingsStore(Reading reading, HostDirectory hosts, DoubtfulSockets sockets, StopReading stops) {
        this.reading = reading;
        this.hosts = hosts;
        this.sockets = sockets;
        this.stops = stops;
    }

    private record Read(WatchedHost host, HostSight sight) {}

    FindingsOnHost of(String hostId) throws SQLException {
        Read read = reading.read(connection -> read(connection, hosts.require(connection, hostId)));
        HostFindings found = HostFindings.of(read.sight());
        return new FindingsOnHost(
                read.host().hostId(),
                read.host().watch(),
                read.host().lookedAt(),
                found.findings().stream().limit(MOST_SHOWN).map(FindingRow::of).toList(),
                Math.max(0, found.findings().size() - MOST_SHOWN),
                found.unknown().stream()
                        .map(unknown -> new FindingsOnHost.NotJudged(FindingCode.of(unknown.code()), unknown.why()))
                        .toList());
    }

    private Read read(Connection connection, WatchedHost host) throws SQLException {
        Optional<Sysctls> sysctls = hosts.sysctls(connection, host.hostId());
        List<ListenerRow> rows =
                sockets.of(connection, host.hostId(), sysctls.flatMap(Sysctls::ephemeral), MOST_SOCKETS);
        List<Finding.NeededSigkill> killed =
                stops.killed(host.hostId(), clock.instant().minus(KILLED_WITHIN), MOST_KILLED).stream()
                        .map(FindingsStore::killed)
                        .toList();
        return new Read(
                host,
                new HostSight(
                        sysctls,
                        rows.stream().map(FindingsStore::server).toList(),
                        unseen(host, rows.size()),
                        Optional.of(killed)));
    }

    private static Optional<String> unseen(WatchedHost host, int rows) {
        if (host.lookedAt().isEmpty()) {
            return Optional.of("no agent has ever looked at this host");
        }
        return rows == MOST_SOCKETS
                ? Optional.of("only the first " + MOST_SOCKETS + " sockets were looked at")
                : Optional.empty();
    }

    private static HostSight.Server server(ListenerRow row) {
        return new HostSight.Server(
                row.netns(),
                row.protocol(),
                new LocalEndpoint(IpAddress.parse(row.address()), row.device(), row.port()),
                row.holders());
    }

    private static Finding.NeededSigkill killed(StopReading.Killed killed) {
        return new Finding.NeededSigkill(
                killed.holder().comm(),
                killed.holder().process().pid(),
                Optional.of(killed.protocol()),
                killed.port(),
                killed.at());
    }
}
