package dev.portledger.domain.stop;

/** The signals a stop may send (signal(7)). */
public enum Signal {
    SIGTERM(15),
    /** Only in a second request, after a SIGTERM has timed out. */
    SIGKILL(9);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
