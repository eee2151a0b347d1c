package dev.portledger.domain.bind;

/** Ports from first to last, both included; net.ipv4.ip_local_port_range (ip(7)). */
public record PortRange(int first, int last) {
    public boolean contains(int port) {
        return port >= first && port <= last;
    }
}
