package dev.portledger.server.ledger.write;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a host's stream stands, within one transaction that has locked its row.
 *
 * <p>The stream is <em>watched</em> while a coverage interval is open: every change since it began is in the ledger. Whatever casts
 * doubt on that ends the interval, and only a complete snapshot opens the next.
 */
final class HostStream {

    /** Before the first frame. */
    static final Position NOTHING = new Position(0, 0);

    private final UUID hostId;
    private Position position;
    private long digest;
    private @Nullable UUID bootId;
    private @Nullable Instant lookedAt;
    private @Nullable Coverage open;
    private final List<Coverage> touched = new ArrayList<>();

    HostStream(UUID hostId, Position position, long digest, @Nullable UUID bootId, @Nullable Instant lookedAt) {
        this.hostId = hostId;
        this.position = position;
        this.digest = digest;
        this.bootId = bootId;
        this.lookedAt = lookedAt;
    }

    /** The interval that is open, as it is in the database. */
    void isBeingWatched(Coverage interval) {
        open = interval;
    }

    /** How a frame relates to what has been applied. */
    enum Order {
        REPEATED,
        NEXT,
        /** Frames are missing, and this one says so or makes up for them. */
        AFTER_LOSS,
        OUT_OF_ORDER
    }

    Order order(AgentFrame.Numbered frame) {
        Position next = frame.position();
        if (next.compareTo(position) <= 0) {
            return Order.REPEATED;
        }
        if (position.isFollowedBy(next) || (next.epoch() > position.epoch() && next.sequence() == 1)) {
            return Order.NEXT;
        }
        boolean mends =
                frame instanceof AgentFrame.Gap || (frame instanceof AgentFrame.Snapshot part && part.part() == 0);
        return mends ? Order.AFTER_LOSS : Order.OUT_OF_ORDER;
    }

    void moveTo(Position applied) {
        position = applied;
    }

    /** The agent has lost its own count: whatever it sends next is new. */
    void startAnew() {
        position = NOTHING;
    }

    boolean isWatched() {
        return open != null;
    }

    /** Whether the open interval is of this epoch: the agent has not been away since it began. */
    boolean isWatchedBy(long epoch) {
        return open != null && open.epoch() == epoch;
    }

    /** Everything up to this look is in the ledger. */
    void watchedUntil(Instant look) {
        if (open != null) {
            open = open.until(look);
            looked(look);
        }
    }

    void stopWatching(String how, @Nullable String reason) {
        if (open != null) {
            touched.add(open.ended(how, reason));
            open = null;
        }
    }

    /** A complete table was read at that time: it is watched from here on, or still. */
    void tableKnownAt(Instant at, long epoch, UUID boot) {
        if (open == null) {
            // intervals do not overlap, whatever the clocks say
            Instant from = lookedAt != null && lookedAt.isAfter(at) ? lookedAt : at;
            open = Coverage.begin(hostId, from, epoch, boot);
            looked(from);
        } else {
            watchedUntil(at);
        }
    }

    private void looked(Instant at) {
        if (lookedAt == null || at.isAfter(lookedAt)) {
            lookedAt = at;
        }
    }

    void add(long socket) {
        digest += socket;
    }

    void subtract(long socket) {
        digest -= socket;
    }

    void resetDigest() {
        digest = 0;
    }

    void boot(UUID boot) {
        bootId = boot;
    }

    UUID hostId() {
        return hostId;
    }

    Position position() {
        return position;
    }

    long digest() {
        return digest;
    }

    Optional<UUID> bootId() {
        return Optional.ofNullable(bootId);
    }

    @Nullable
    Instant lookedAt() {
        return lookedAt;
    }

    /** All intervals to be written. */
    List<Coverage> coverage() {
        List<Coverage> all = new ArrayList<>(touched);
        if (open != null) {
            all.add(open);
        }
        return all;
    }
}
