package dev.portledger.server.ledger.write;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.frame.TableDigest;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.EphemeralCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.server.ledger.AgentClock;
import dev.portledger.server.ledger.LedgerChanges.Topic;
import dev.portledger.server.ledger.write.ConnectionTable.Complete;
import dev.portledger.server.ledger.write.ConnectionTable.Report;
import dev.portledger.server.ledger.write.HoldingTable.Ending;
import dev.portledger.server.ledger.write.HoldingTable.Opening;
import dev.portledger.server.ledger.write.HoldingTable.Sweep;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * At most one delta or snapshot of each of many hosts, written with a fixed number of statements. First the frames are added, then it
 * is written, then each is asked whether its host's table agrees.
 */
final class Round {

    private final Map<UUID, HostStream> streams;
    private final ChangeNotes notes;

    private final List<Sweep> rebooted = new ArrayList<>();
    private final List<UUID> snapshotsBegun = new ArrayList<>();
    private final List<Ending> endings = new ArrayList<>();
    private final List<Opening> changed = new ArrayList<>();
    private final List<Opening> openings = new ArrayList<>();
    private final List<Ending> endingsOfOpened = new ArrayList<>();
    private final List<Opening> listed = new ArrayList<>();
    private final List<Sweep> unlisted = new ArrayList<>();
    private final Map<ConnectionTable.Place, Report> reports = new LinkedHashMap<>();
    private final List<Complete> completes = new ArrayList<>();

    Round(Map<UUID, HostStream> streams, ChangeNotes notes) {
        this.streams = streams;
        this.notes = notes;
    }

    private HostStream stream(UUID hostId) {
        HostStream stream = streams.get(hostId);
        if (stream == null) {
            throw new IllegalStateException("the stream of host " + hostId + " is not locked");
        }
        return stream;
    }

    void add(UUID hostId, AgentFrame.Delta delta, AgentClock clock, UUID boot) {
        Instant at = clock.toServerTime(delta.at());
        @Nullable Instant lastLook = stream(hostId).lookedAt();
        Map<SocketKey, Instant> openedAt = new LinkedHashMap<>();
        for (AgentFrame.Opened opened : delta.opened()) {
            openedAt.put(opened.listener().key(), latest(opened.when()));
            openings.add(Opening.of(hostId, boot, opened.listener(), Edge.began(opened.when(), clock)));
        }
        for (AgentFrame.Closed closed : delta.closed()) {
            Instant opened = openedAt.get(closed.key());
            boolean afterOpening = opened != null && !latest(closed.when()).isBefore(opened);
            Ending ending = new Ending(hostId, boot, closed.key(), Edge.ended(closed.when(), clock, lastLook), null);
            (afterOpening ? endingsOfOpened : endings).add(ending);
        }
        for (AgentFrame.Changed other : delta.changed()) {
            Edge edge = Edge.ended(other.when(), clock, lastLook).asHoldersChanged();
            changed.add(Opening.of(hostId, boot, other.listener(), edge));
        }
        addConnections(hostId, delta.connections(), delta.ephemeral(), clock, at);
    }

    private static Instant latest(Moment moment) {
        return switch (moment) {
            case Moment.Event(Instant at) -> at;
            case Moment.BetweenLooks(var _, Instant by) -> by;
        };
    }

    /** Adds one part of a snapshot; the host's stream already knows its boot and whether it is watched. */
    void add(UUID hostId, AgentFrame.Snapshot part, AgentClock clock) {
        HostStream stream = stream(hostId);
        Instant at = clock.toServerTime(part.at());
        @Nullable Instant lastLook = stream.lookedAt();
        if (part.part() == 0) {
            snapshotsBegun.add(hostId);
            stream.resetDigest();
        }
        Edge.How how = lastLook == null
                ? Edge.How.FIRST_LOOK
                : stream.isWatched() ? Edge.How.BETWEEN_LOOKS : Edge.How.AFTER_GAP;
        Edge began = new Edge(notAfter(lastLook, at), at, how);
        Set<SocketKey> seen = new HashSet<>();
        for (Listener listener : part.listeners()) {
            if (seen.add(listener.key())) {
                listed.add(Opening.of(hostId, part.bootId(), listener, began));
                stream.add(TableDigest.of(listener.key()));
            }
        }
        addConnections(hostId, part.connections(), part.ephemeral(), clock, at);
        if (part.last()) {
            Edge.How gone = stream.isWatched() ? Edge.How.BETWEEN_LOOKS : Edge.How.AGENT_GONE;
            unlisted.add(new Sweep(hostId, part.bootId(), new Edge(notAfter(lastLook, at), at, gone)));
            completes.add(new Complete(hostId, at));
            notes.changed(hostId, Topic.CONNECTIONS);
        }
    }

    /** Ends all that is open of earlier boots. */
    void addReboot(UUID hostId, UUID boot, Edge ended) {
        rebooted.add(new Sweep(hostId, boot, ended));
    }

    private static @Nullable Instant notAfter(@Nullable Instant time, Instant limit) {
        return time != null && time.isAfter(limit) ? limit : time;
    }

    private void addConnections(
            UUID hostId, List<ConnectionCount> counts, List<EphemeralCount> ephemeral, AgentClock clock, Instant at) {
        for (ConnectionCount count : counts) {
            Report report = Report.of(hostId, count, clock, at);
            reports.put(report.place(), report);
            notes.changed(hostId, count.endpoint().port(), Topic.CONNECTIONS);
        }
        for (EphemeralCount count : ephemeral) {
            Report report = Report.of(hostId, count, at);
            reports.put(report.place(), report);
            notes.changed(hostId, Topic.CONNECTIONS);
        }
    }

    void write(Connection connection) throws SQLException {
        HoldingTable holdings = new HoldingTable(connection);
        holdings.forgetListings(snapshotsBegun);
        holdings.endOtherBoots(rebooted).forEach(this::swept);
        holdings.end(endings).forEach(this::ended);
        holdings.end(changed.stream().map(Opening::endOfOthers).toList()).forEach(this::ended);
        holdings.open(changed).forEach(this::opened);
        holdings.open(openings).forEach(this::opened);
        holdings.end(endingsOfOpened).forEach(this::ended);
        writeListed(holdings);
        holdings.endUnlisted(unlisted).forEach(this::swept);
        ConnectionTable.report(connection, List.copyOf(reports.values()));
        ConnectionTable.removeUnmentioned(connection, completes);
    }

    /** What goes on with the same holders stays as it is; its digest was added as it was listed. */
    private void writeListed(HoldingTable holdings) throws SQLException {
        List<Ending> sockets = listed.stream().map(Opening::endOfOthers).toList();
        Set<Ending> others = new HashSet<>(holdings.endOfOtherHolders(sockets));
        List<Opening> toOpen = new ArrayList<>();
        for (int i = 0; i < sockets.size(); i++) {
            Opening opening = listed.get(i);
            toOpen.add(
                    others.contains(sockets.get(i))
                            ? opening.began(opening.began().asHoldersChanged())
                            : opening);
        }
        for (Opening begun : holdings.open(toOpen)) {
            notes.changed(begun.hostId(), begun.key().endpoint().port(), Topic.LISTENERS);
        }
        holdings.list(sockets);
    }

    private void opened(Opening opening) {
        stream(opening.hostId()).add(TableDigest.of(opening.key()));
        notes.changed(opening.hostId(), opening.key().endpoint().port(), Topic.LISTENERS);
    }

    private void ended(Ending ending) {
        stream(ending.hostId()).subtract(TableDigest.of(ending.key()));
        notes.changed(ending.hostId(), ending.key().endpoint().port(), Topic.LISTENERS);
    }

    private void swept(HoldingTable.Swept swept) {
        notes.changed(swept.hostId(), swept.port(), Topic.LISTENERS);
    }
}
