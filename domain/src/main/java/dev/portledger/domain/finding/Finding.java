package dev.portledger.domain.finding;

import dev.portledger.domain.bind.PortRange;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

    /** The ports that it is about; none where it is about the host. */
    default List<Integer> ports() {
        return List.of();
    }

    /** Of the ports; empty where it is about the host. */
    default Optional<Protocol> protocol() {
        return Optional.empty();
    }

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
     * TCP listeners of the same processes are on ports that the kernel may give to a client while the server is down.
     *
     * @param endpoints where they listen, by port
     * @param holders those that are known
     */
    record ListenerInEphemeralRange(PortRange range, List<LocalEndpoint> endpoints, List<Holder> holders)
            implements Finding {
        public ListenerInEphemeralRange {
            endpoints = List.copyOf(endpoints);
            holders = List.copyOf(holders);
        }

        @Override
        public Code code() {
            return Code.LISTENER_IN_EPHEMERAL_RANGE;
        }

        @Override
        public List<Integer> ports() {
            return endpoints.stream().map(LocalEndpoint::port).distinct().toList();
        }

        @Override
        public Optional<Protocol> protocol() {
            return Optional.of(Protocol.TCP);
        }
    }

    /**
     * Processes that neither systemd nor a container engine manages serve ports.
     *
     * @param ports ascending
     * @param holders all that have the sockets open
     */
    record UnmanagedServer(Optional<Protocol> protocol, List<Integer> ports, List<Holder> holders) implements Finding {
        public UnmanagedServer {
            ports = List.copyOf(ports);
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
    record NeededSigkill(String comm, int pid, Optional<Protocol> protocol, int port, Instant at) implements Finding {
        @Override
        public Code code() {
            return Code.NEEDED_SIGKILL;
        }

        @Override
        public List<Integer> ports() {
            return List.of(port);
        }
    }
}
