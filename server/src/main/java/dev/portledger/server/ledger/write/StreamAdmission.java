package dev.portledger.server.ledger.write;

import dev.portledger.domain.frame.Position;
import dev.portledger.domain.frame.ServerFrame.Start;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** How an agent that says hello goes on from what is committed. */
public final class StreamAdmission {

    private StreamAdmission() {}

    /** @param applied the last position that is committed; empty when the agent starts anew */
    public record Admission(Start start, Optional<Position> applied) {}

    /**
     * Compares what an agent says of its stream with what is committed, in a transaction of the caller's. Where they contradict each
     * other the time since the last look is not covered, and only a snapshot can be believed.
     *
     * @param acknowledged the last position the agent holds an acknowledgement for
     * @param digest of its table at that position
     */
    public static Admission admit(
            Connection connection, UUID hostId, long epoch, Optional<Position> acknowledged, long digest)
            throws SQLException {
        StreamTable.ensure(connection, hostId);
        HostStream stream = StreamTable.lock(connection, Set.of(hostId)).get(hostId);
        if (stream == null) {
            throw new IllegalStateException("the stream's row was just made");
        }
        Start start = compare(stream, epoch, acknowledged, digest);
        StreamTable.save(connection, List.of(stream));
        return new Admission(start, Optional.of(stream.position()).filter(position -> position.epoch() > 0));
    }

    private static Start compare(HostStream stream, long epoch, Optional<Position> acknowledged, long digest) {
        Position applied = stream.position();
        if (epoch < applied.epoch()) {
            stream.stopWatching("AGENT_GONE", "the agent has lost its state");
            stream.startAnew();
            return Start.SNAPSHOT;
        }
        if (acknowledged.isPresent() && acknowledged.get().compareTo(applied) > 0) {
            stream.stopWatching("GAP", "the server has lost what it had acknowledged");
            stream.moveTo(acknowledged.get());
            return Start.SNAPSHOT;
        }
        if (epoch > applied.epoch()) {
            return Start.SNAPSHOT;
        }
        // an acknowledgement that got lost leaves a digest of an earlier table, which says nothing
        boolean differs = acknowledged.filter(applied::equals).isPresent() && digest != stream.digest();
        if (differs) {
            stream.stopWatching("GAP", "the host's table and the ledger's differed");
        }
        return stream.isWatchedBy(epoch) ? Start.RESUME : Start.SNAPSHOT;
    }
}
