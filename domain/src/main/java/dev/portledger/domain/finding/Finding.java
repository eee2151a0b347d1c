package dev.portledger.domain.finding;

import dev.portledger.domain.bind.PortRange;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** One thing that is in a bad way, and known for sure. */
public sealed interface Finding {

    /** A closed list; the names are those of the API and of the command line. */
    enum Code {
        TCP_TW_RECYCLE,
        TCP_TW_REUSE,
        LISTENER_IN_EPHEMERAL_RANGE,
        UNMANAGED_SERVER,
        NEEDED_SIGKILL;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Code code();

    /** net.ipv4.tcp_tw_recycle is on: connections from behind NAT are dropped at random. */
    record TcpTwRecycle(int value) implements Finding {
        @Override
        public Code code() {
            return Code.TCP_TW_RECYCLE;
        }
    }

    /** net.ipv4.tcp_tw_reuse is on for all connections, as if it helped servers. */
    record TcpTwReuse() implements Finding {
        @Override
        public Code code() {
            return Code.TCP_TW_REUSE;
        }
    }

    /**
     * A TCP listener is on a port that the kernel may give to a client while the server is down.
     *
     * @param endpoints where on that port sockets listen
     * @param holders those that are known
     */
    record ListenerInEphemeralRange(int port, PortRange range, List<LocalEndpoint> endpoints, List<Holder> holders)
            implements Finding {
        public ListenerInEphemeralRange {
            endpoints = List.copyOf(endpoints);
            holders = List.copyOf(holders);
        }

        @Override
        public Code code() {
            return Code.LISTENER_IN_EPHEMERAL_RANGE;
        }
    }

    /**
     * Processes that neither systemd nor a container engine manages serve a port.
     *
     * @param holders all that have the socket open
     */
    record UnmanagedServer(Protocol protocol, int port, List<Holder> holders) implements Finding {
        public UnmanagedServer {
            holders = List.copyOf(holders);
        }

        @Override
        public Code code() {
            return Code.UNMANAGED_SERVER;
        }
    }

    /**
     * A process did not end by SIGTERM and was killed.
     *
     * @param comm its name
     * @param at when that was over
     */
    record NeededSigkill(String comm, int pid, Protocol protocol, int port, Instant at) implements Finding {
        @Override
        public Code code() {
            return Code.NEEDED_SIGKILL;
        }
    }
}
