package dev.portledger.domain.bind;

import java.util.Arrays;
import java.util.Optional;

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

    /** The error with this number; empty for one that is not decided here. */
    public static Optional<Errno> of(int number) {
        return Arrays.stream(values()).filter(errno -> errno.number == number).findFirst();
    }
}
