package dev.portledger.domain.bind;

/** The errors of bind(2) and listen(2) that are decided here, with the kernel's numbers. */
public enum Errno {
    EACCES(13),
    EINVAL(22),
    EADDRINUSE(98),
    EADDRNOTAVAIL(99);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
