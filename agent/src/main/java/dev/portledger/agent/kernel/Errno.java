package dev.portledger.agent.kernel;

import java.util.Optional;

/** Errors of system calls that are told apart here; the numbers are the same on x86-64 and aarch64 (errno(3)). */
public enum Errno {
    EPERM(1, "not permitted"),
    ENOENT(2, "no such file, or the kernel lacks this facility"),
    ESRCH(3, "no such process"),
    EINTR(4, "interrupted"),
    ENXIO(6, "no such device"),
    EBADF(9, "not an open descriptor"),
    EAGAIN(11, "nothing there yet"),
    ENOMEM(12, "the kernel is out of memory"),
    EACCES(13, "permission denied"),
    ENOTDIR(20, "not a directory"),
    EINVAL(22, "not understood by this kernel"),
    ENFILE(23, "the host has too many open files"),
    EMFILE(24, "the agent has too many open files"),
    ENOSYS(38, "the kernel lacks this call"),
    ENOTSOCK(88, "not a socket"),
    EPROTONOSUPPORT(93, "the kernel lacks this protocol"),
    EOPNOTSUPP(95, "the kernel lacks this operation"),
    EAFNOSUPPORT(97, "the kernel lacks this address family"),
    ENOBUFS(105, "the socket's buffer overflowed"),
    ETIMEDOUT(110, "the kernel did not answer in time"),
    ESTALE(116, "the object is gone");

    private final int number;
    private final String meaning;

    Errno(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }

    static Optional<Errno> of(int number) {
        for (Errno error : values()) {
            if (error.number == number) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }
}
