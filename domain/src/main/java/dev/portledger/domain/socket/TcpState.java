package dev.portledger.domain.socket;

import java.util.Optional;

/** TCP states with the kernel's numbers (include/net/tcp_states.h). */
public enum TcpState {
    ESTABLISHED(1),
    SYN_SENT(2),
    SYN_RECV(3),
    FIN_WAIT1(4),
    FIN_WAIT2(5),
    TIME_WAIT(6),
    CLOSE(7),
    CLOSE_WAIT(8),
    LAST_ACK(9),
    LISTEN(10),
    CLOSING(11),
    NEW_SYN_RECV(12),
    /** Bound, neither listening nor connected. A sock_diag state since Linux 6.8; replies carry {@link #CLOSE}. */
    BOUND_INACTIVE(13);

    private static final TcpState[] VALUES = values();

    private final int number;

    TcpState(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The bit of this state in the {@code idiag_states} mask of a sock_diag request. */
    public int mask() {
        return 1 << number;
    }

    /** The state with this kernel number; empty for a number this version does not know. */
    public static Optional<TcpState> of(int number) {
        return number >= 1 && number <= VALUES.length ? Optional.of(VALUES[number - 1]) : Optional.empty();
    }
}
