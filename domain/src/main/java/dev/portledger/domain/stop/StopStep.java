package dev.portledger.domain.stop;

/** Steps of a stop as the agent reports them, in order; each at most once. */
public enum StopStep {
    /** Written to the agent's journal; from here on it is settled, whatever happens. */
    ACCEPTED,
    /** Boot, process start time and socket inode are as in the plan. */
    IDENTITY_CHECKED,
    /** The signal was sent, or the stop job was handed to systemd. */
    REQUESTED,
    /** The process has ended, or the unit's stop job is done. */
    ENDED,
    /** The port is being looked at again, until the restart delay has passed. */
    VERIFYING
}
