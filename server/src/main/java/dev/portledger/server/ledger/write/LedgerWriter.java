package dev.portledger.server.ledger.write;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.Position;
import dev.portledger.server.ledger.AgentClock;
import dev.portledger.server.ledger.LedgerChanges;
import dev.portledger.server.ledger.LedgerChanges.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies entries of many hosts in one transaction of the caller's: those of one host in order; the first entries of all hosts
 * together, then the second ones, and so on. Entries that were applied before change nothing.
 */
public final class LedgerWriter {

    private final Connection connection;
    private final Map<UUID, HostStream> streams;
    private final Consumer<LedgerEntry.Numbered> reports;
    private final ChangeNotes notes = new ChangeNotes();
    private final Applied[] results;

    private LedgerWriter(
            Connection connection, Map<UUID, HostStream> streams, Consumer<LedgerEntry.Numbered> reports, int entries) {
        this.connection = connection;
        this.streams = streams;
        this.reports = reports;
        this.results = new Applied[entries];
    }

    /**
     * What was done; valid once the transaction is committed.
     *
     * @param results one for each entry, in the same order
     */
    public record Outcome(List<Applied> results, LedgerChanges changes) {
        public Outcome {
            results = List.copyOf(results);
        }
    }

    /** An entry and its place among all. */
    private record Placed(int index, LedgerEntry entry) {}

    /** A frame whose host's table is compared once the round is written. */
    private record Unsettled(int index, LedgerEntry.Numbered entry, HostStream stream) {}

    /**
     * Writes the entries.
     *
     * @param reports takes each {@code StopProgress}, {@code StopResult} and {@code FailedBinds} when its turn comes
     * @throws IllegalStateException if a host was never admitted (see {@link StreamAdmission})
     */
    public static Outcome apply(
            Connection connection, List<? extends LedgerEntry> entries, Consumer<LedgerEntry.Numbered> reports)
            throws SQLException {
        Map<UUID, Queue<Placed>> byHost = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            LedgerEntry entry = entries.get(i);
            byHost.computeIfAbsent(entry.hostId(), _ -> new ArrayDeque<>()).add(new Placed(i, entry));
        }
        Map<UUID, HostStream> streams = StreamTable.lock(connection, byHost.keySet());
        LedgerWriter writer = new LedgerWriter(connection, streams, reports, entries.size());
        while (!byHost.isEmpty()) {
            writer.round(byHost.values().stream().map(Queue::remove).toList());
            byHost.values().removeIf(Queue::isEmpty);
        }
        StreamTable.save(connection, streams.values());
        return new Outcome(Arrays.asList(writer.results), writer.notes.changes());
    }

    private void round(List<Placed> entries) throws SQLException {
        Round round = new Round(streams, notes);
        List<Unsettled> unsettled = new ArrayList<>();
        for (Placed placed : entries) {
            HostStream stream = streams.get(placed.entry().hostId());
            if (stream == null) {
                throw new IllegalStateException(
                        "no stream of host " + placed.entry().hostId());
            }
            switch (placed.entry()) {
                case LedgerEntry.Look look -> {
                    look(look, stream);
                    results[placed.index()] = new Applied.Looked();
                }
                case LedgerEntry.Numbered numbered -> {
                    Optional<Applied> known = add(round, numbered, stream);
                    known.ifPresentOrElse(
                            result -> results[placed.index()] = result,
                            () -> unsettled.add(new Unsettled(placed.index(), numbered, stream)));
                }
            }
        }
        round.write(connection);
        for (Unsettled frame : unsettled) {
            results[frame.index()] = settle(frame.entry(), frame.stream());
        }
    }

    private static void look(LedgerEntry.Look look, HostStream stream) {
        Position applied = stream.position();
        boolean complete = applied.epoch() == look.sent().epoch() && applied.compareTo(look.sent()) >= 0;
        if (complete && stream.isWatchedBy(look.sent().epoch())) {
            stream.watchedUntil(look.lookedAt());
        }
    }

    /** The result, or empty if it is only known after the round is written. */
    private Optional<Applied> add(Round round, LedgerEntry.Numbered entry, HostStream stream) {
        AgentFrame.Numbered frame = entry.frame();
        switch (stream.order(frame)) {
            case REPEATED -> {
                return Optional.of(new Applied.UpTo(stream.position()));
            }
            case OUT_OF_ORDER -> {
                return Optional.of(new Applied.OutOfOrder(stream.position()));
            }
            case AFTER_LOSS -> stopWatching(stream, "GAP", "frames were lost");
            case NEXT -> {
                // nothing to note
            }
        }
        stream.moveTo(frame.position());
        return switch (frame) {
            case AgentFrame.Delta delta -> {
                if (stream.bootId().isEmpty()) {
                    yield Optional.of(new Applied.Differs(frame.position()));
                }
                round.add(entry.hostId(), delta, entry.clock(), stream.bootId().get());
                yield Optional.empty();
            }
            case AgentFrame.Snapshot part -> {
                if (part.part() == 0) {
                    beginSnapshot(round, entry, part, stream);
                }
                round.add(entry.hostId(), part, entry.clock());
                yield Optional.empty();
            }
            case AgentFrame.Gap gap -> {
                gap(gap, entry.clock(), stream);
                yield Optional.of(new Applied.UpTo(frame.position()));
            }
            case AgentFrame.StopProgress _, AgentFrame.StopResult _, AgentFrame.CommandRefused _ -> {
                reports.accept(entry);
                yield Optional.of(new Applied.UpTo(frame.position()));
            }
            case AgentFrame.FailedBinds failed -> {
                reports.accept(entry);
                failed.failed()
                        .forEach(one -> notes.changed(
                                entry.hostId(), one.attempt().endpoint().port(), Topic.CONFLICTS));
                yield Optional.of(new Applied.UpTo(frame.position()));
            }
        };
    }

    private void beginSnapshot(Round round, LedgerEntry.Numbered entry, AgentFrame.Snapshot part, HostStream stream) {
        boolean rebooted =
                stream.bootId().filter(boot -> !boot.equals(part.bootId())).isPresent();
        if (rebooted) {
            round.addReboot(entry.hostId(), part.bootId(), endedByReboot(entry, part, stream.lookedAt()));
            stopWatching(stream, "HOST_REBOOTED", null);
        } else if (!stream.isWatchedBy(part.position().epoch())) {
            stopWatching(stream, "AGENT_GONE", null);
        }
        stream.boot(part.bootId());
    }

    /** A new boot says that the sockets of the old one were gone when it began; without that time, when it was first seen. */
    private static Edge endedByReboot(
            LedgerEntry.Numbered entry, AgentFrame.Snapshot part, @Nullable Instant lastLook) {
        Instant seen = entry.clock().toServerTime(part.at());
        Instant at = Optional.of(entry.boot())
                .filter(boot -> boot.bootId().equals(part.bootId()))
                .flatMap(LedgerEntry.Boot::bootedAt)
                .filter(booted -> (lastLook == null || booted.isAfter(lastLook)) && booted.isBefore(seen))
                .orElse(seen);
        return new Edge(lastLook != null && lastLook.isAfter(at) ? at : lastLook, at, Edge.How.HOST_REBOOTED);
    }

    private void gap(AgentFrame.Gap gap, AgentClock clock, HostStream stream) {
        if (stream.isWatchedBy(gap.position().epoch())) {
            stream.watchedUntil(clock.toServerTime(gap.from()));
            stopWatching(stream, "GAP", StorableText.of(gap.reason()));
        } else {
            stopWatching(stream, "AGENT_GONE", null);
        }
    }

    private void stopWatching(HostStream stream, String how, @Nullable String reason) {
        if (stream.isWatched()) {
            stream.stopWatching(how, reason);
            notes.changed(stream.hostId(), Topic.HOST);
        }
    }

    private Applied settle(LedgerEntry.Numbered entry, HostStream stream) {
        return switch (entry.frame()) {
            case AgentFrame.Delta delta -> settle(delta, entry.clock(), stream);
            case AgentFrame.Snapshot part -> settle(part, entry.clock(), stream);
            case AgentFrame.Gap _,
                    AgentFrame.StopProgress _,
                    AgentFrame.StopResult _,
                    AgentFrame.FailedBinds _,
                    AgentFrame.CommandRefused _ -> throw new IllegalStateException("only tables are compared");
        };
    }

    private Applied settle(AgentFrame.Delta delta, AgentClock clock, HostStream stream) {
        if (stream.digest() != delta.digest()) {
            stopWatching(stream, "GAP", "the host's table and the ledger's differed");
            return new Applied.Differs(delta.position());
        }
        if (stream.isWatchedBy(delta.position().epoch())) {
            stream.watchedUntil(clock.toServerTime(delta.at()));
        }
        return new Applied.UpTo(delta.position());
    }

    private Applied settle(AgentFrame.Snapshot part, AgentClock clock, HostStream stream) {
        if (!part.last()) {
            return new Applied.UpTo(part.position());
        }
        if (stream.digest() != part.digest()) {
            stopWatching(stream, "GAP", "a snapshot did not list what it said it would");
            return new Applied.Contradictory(part.position());
        }
        if (!stream.isWatched()) {
            notes.changed(stream.hostId(), Topic.HOST);
        }
        stream.tableKnownAt(clock.toServerTime(part.at()), part.position().epoch(), part.bootId());
        return new Applied.SnapshotComplete(part.position());
    }
}
