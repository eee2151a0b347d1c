package dev.portledger.server.testing;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A host in a {@link TestingLedger}. */
public record TestingHost(TestingLedger ledger, UUID hostId, UUID bootId) {

    public String id() {
        return hostId.toString();
    }

    /** It was watched, until then at least. */
    public void covered(Instant from, Instant until) {
        ledger.run(
                "insert into coverage (host_id, began_at, seen_until, epoch, boot_id) values (?, ?, ?, 1, ?)",
                hostId,
                from,
                until,
                bootId);
    }

    /** It was watched, until that ended. */
    public void covered(Instant from, Instant until, String endedHow, @Nullable String reason) {
        ledger.run(
                "insert into coverage (host_id, began_at, seen_until, epoch, boot_id, ended_how, reason)"
                        + " values (?, ?, ?, 1, ?, ?, ?)",
                hostId,
                from,
                until,
                bootId,
                endedHow,
                reason);
    }

    /** A holding, TCP on the wildcard address and by a java of nobody's for half an hour, unless told otherwise. */
    public TestingHolding holding(int port) {
        return new TestingHolding(this, port);
    }

    /** Connections of one state. */
    public void connections(String address, int port, String state, int count, @Nullable Instant lastLeavesAt) {
        ledger.run(
                "insert into connection_count (host_id, netns, address, port, state, count, last_leaves_at, changed_at, reported_at)"
                        + " values (?, 4026531840, ?::inet, ?, ?, ?, ?, now(), now())",
                hostId,
                address,
                port,
                state,
                count,
                lastLeavesAt);
    }
}
