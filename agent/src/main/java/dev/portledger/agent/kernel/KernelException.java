package dev.portledger.agent.kernel;

import java.io.IOException;
import java.util.Locale;

/** A system call failed. The message names the call and the error: {@code pidfd_open: ESRCH, no such process}. */
public final class KernelException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    public KernelException(String call, int errno) {
        super(call + ": " + describe(errno));
        this.errno = errno;
    }

    /** The error's number, positive, as in errno(3). */
    public int errno() {
        return errno;
    }

    public boolean is(Errno error) {
        return errno == error.number();
    }

    private static String describe(int errno) {
        return Errno.of(errno)
                .map(error -> error + ", " + error.meaning())
                .orElseGet(() -> String.format(Locale.ROOT, "error %d", errno));
    }
}
