package dev.portledger.domain.finding;

import dev.portledger.domain.bind.PortRange;
import java.util.List;
import java.util.Optional;

/**
 * The settings of a host's network namespace that findings come from (ip_sysctl, Documentation/networking in the kernel's source).
 *
 * @param netns inode number of the network namespace they are of
 * @param tcpTwRecycle net.ipv4.tcp_tw_recycle; absent since Linux 4.12
 * @param tcpTwReuse net.ipv4.tcp_tw_reuse; 0 off, 1 on, 2 for loopback only, which newer kernels start with
 * @param localPortRange net.ipv4.ip_local_port_range, two numbers
 * @param localReservedPorts net.ipv4.ip_local_reserved_ports, {@code 8080,9000-9100}, or nothing
 */
public record Sysctls(
        long netns, Sysctl tcpTwRecycle, Sysctl tcpTwReuse, Sysctl localPortRange, Sysctl localReservedPorts) {

    /** The ports that connect(2), and bind(2) to port 0, choose from; empty where they are not known. */
    public Optional<PortRange> ephemeral() {
        return localPortRange instanceof Sysctl.Value(String text) ? PortRange.ofPair(text) : Optional.empty();
    }

    /** The ports that are kept from that; empty where they are not known. */
    Optional<List<PortRange>> reserved() {
        return switch (localReservedPorts) {
            case Sysctl.Absent _ -> Optional.of(List.of());
            case Sysctl.Unread _ -> Optional.empty();
            case Sysctl.Value(String text) -> PortRange.ofList(text);
        };
    }
}
