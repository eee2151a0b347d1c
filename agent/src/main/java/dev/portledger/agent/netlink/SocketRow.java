package dev.portledger.agent.netlink;

import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.SocketId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One socket as a source tells it. Sources reuse one object for all sockets of a dump: read what is needed during the
 * call, keep nothing of it.
 */
public interface SocketRow {

    IpFamily family();

    /** The kernel's number, {@link dev.portledger.domain.socket.TcpState#number}. */
    int state();

    /**
     * Kind of the timer that runs: 0 none, 1 retransmission, 2 keepalive, 3 of a TIME_WAIT entry, which is all that the kernel
     * keeps of the socket, 4 zero window probe (inet_diag.c, tcp_ipv4.c).
     */
    int timer();

    /** Local port, 0 when none is bound. */
    int port();

    /** Upper 64 bits of the local address, as in {@link dev.portledger.domain.socket.IpAddress}. */
    long addressHigh();

    long addressLow();

    /** Index of the interface the socket is bound to, 0 when to none or when the source does not tell. */
    int device();

    /** The number inside {@link #id}; 0 for a socket that has none. */
    long key();

    SocketId id();

    /** Socket inode; empty where there is none (TIME_WAIT, connections nobody has accepted yet). */
    OptionalLong inode();

    long uid();

    /** Bytes to read; for LISTEN the connections that wait to be accepted. */
    long receiveQueue();

    /** Bytes to send; for LISTEN the limit of the accept queue. Empty where the source does not tell. */
    OptionalLong sendQueue();

    /** Milliseconds until the timer of the socket fires; for TIME_WAIT until it leaves. */
    long expiresMillis();

    /** IPV6_V6ONLY; empty for IPv4 and where the source does not tell. */
    Optional<Boolean> v6Only();

    /** Id of the creator's cgroup; empty where the source does not tell. */
    OptionalLong cgroupId();
}
