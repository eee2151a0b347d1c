package dev.portledger.local.terminal;

/** How {@code portledger up} ends; the statuses are documented in {@code docs/operating.md}. */
public enum Exit {
    /** Everything ended in order, on request. */
    IN_ORDER(0),
    /** A part could not be started, or had to be killed at the end. */
    FAILED(1),
    /** The command line was not understood. */
    USAGE(2),
    /** One is running on this data folder already. */
    RUNNING(3),
    /** Somebody else holds the port that the page should answer on. */
    PORT_BUSY(4),
    /** The data folder cannot be used: not writable, full, or not ours. */
    DATA_FOLDER(5);

    private final int status;

    Exit(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
