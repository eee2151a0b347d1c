package dev.portledger.agent.kernel;

/**
 * Numbers of the system calls used here. They differ by processor; newer calls share one number
 * (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
 */
public enum Syscall {
    WRITE(1, 64),
    CLOSE(3, 57),
    MMAP(9, 222),
    MUNMAP(11, 215),
    IOCTL(16, 29),
    MADVISE(28, 233),
    SOCKET(41, 198),
    SENDTO(44, 206),
    RECVFROM(45, 207),
    BIND(49, 200),
    SETSOCKOPT(54, 208),
    GETSOCKOPT(55, 209),
    GETDENTS64(217, 61),
    CLOCK_GETTIME(228, 113),
    OPENAT(257, 56),
    READLINKAT(267, 78),
    PPOLL(271, 73),
    EVENTFD2(290, 19),
    PERF_EVENT_OPEN(298, 241),
    OPEN_BY_HANDLE_AT(304, 265),
    SETNS(308, 268),
    BPF(321, 280),
    PIDFD_SEND_SIGNAL(424, 424),
    FSOPEN(430, 430),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    PIDFD_OPEN(434, 434),
    PIDFD_GETFD(438, 438);

    private final int x86;
    private final int arm;
    private final long number;

    Syscall(int x86, int arm) {
        this.x86 = x86;
        this.arm = arm;
        number = numberOn(System.getProperty("os.arch"));
    }

    /** The number on this processor. */
    public long number() {
        return number;
    }

    /** The number on a processor as {@code os.arch} names it; on others a number of no call, which gives ENOSYS. */
    public long numberOn(String arch) {
        return switch (arch) {
            case "amd64" -> x86;
            case "aarch64" -> arm;
            default -> -1;
        };
    }
}
