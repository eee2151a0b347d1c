package dev.portledger.domain.finding;

import dev.portledger.domain.bind.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})\\s+(\\d{1,5})");
    private static final Pattern LISTED = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    /** The ports that connect(2), and bind(2) to port 0, choose from; empty where they are not known. */
    public Optional<PortRange> ephemeral() {
        if (!(localPortRange instanceof Sysctl.Value(String text))) {
            return Optional.empty();
        }
        Matcher range = RANGE.matcher(text);
        return range.matches()
                ? Optional.of(new PortRange(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2))))
                : Optional.empty();
    }

    /** The ports that are kept from that; empty where they are not known. */
    Optional<List<PortRange>> reserved() {
        return switch (localReservedPorts) {
            case Sysctl.Absent _ -> Optional.of(List.of());
            case Sysctl.Unread _ -> Optional.empty();
            case Sysctl.Value(String text) when text.isBlank() -> Optional.of(List.of());
            case Sysctl.Value(String text) -> listed(text);
        };
    }

    private static Optional<List<PortRange>> listed(String text) {
        List<PortRange> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher listed = LISTED.matcher(part.strip());
            if (!listed.matches()) {
                return Optional.empty();
            }
            int first = Integer.parseInt(listed.group(1));
            ranges.add(new PortRange(first, listed.group(2) == null ? first : Integer.parseInt(listed.group(2))));
        }
        return Optional.of(ranges);
    }
}
