package dev.portledger.domain.frame;

/**
 * A place in the stream of a host's ledger frames.
 *
 * @param epoch one run of numbering: a start of the agent, or a new beginning after its outbox was full; strictly
 *     increasing on a host
 * @param sequence number of the frame within the epoch, from 1, without gaps
 */
public record Position(long epoch, long sequence) implements Comparable<Position> {

    @Override
    public int compareTo(Position other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(sequence, other.sequence);
    }

    /** Whether {@code next} is the frame that has to follow this one within the epoch. */
    public boolean isFollowedBy(Position next) {
        return next.epoch == epoch && next.sequence == sequence + 1;
    }
}
