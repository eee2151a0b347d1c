package dev.portledger.domain.socket;

/** Transport protocol of a socket. */
public enum Protocol {
    TCP(6),
    UDP(17);

    private final int number;

    Protocol(int number) {
        this.number = number;
    }

    /** The IANA protocol number, as in {@code IPPROTO_TCP} (linux/in.h). */
    public int number() {
        return number;
    }
}
