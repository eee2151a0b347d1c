package dev.portledger.domain.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ports from first to last, both included. */
public record PortRange(int first, int last) {

    private static final Pattern PAIR = Pattern.compile("(\\d{1,5})\\s+(\\d{1,5})");
    private static final Pattern LISTED = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    /** @param pair two numbers, as in net.ipv4.ip_local_port_range (ip(7)); empty if they are not */
    public static Optional<PortRange> ofPair(String pair) {
        Matcher numbers = PAIR.matcher(pair.strip());
        return numbers.matches()
                ? Optional.of(new PortRange(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2))))
                : Optional.empty();
    }

    /**
     * @param list ports and ranges with commas between, as in net.ipv4.ip_local_reserved_ports ({@code 8080,9000-9100}), or nothing
     * @return empty if a part of it is neither
     */
    public static Optional<List<PortRange>> ofList(String list) {
        List<PortRange> ranges = new ArrayList<>();
        if (list.isBlank()) {
            return Optional.of(ranges);
        }
        for (String part : list.split(",", -1)) {
            Matcher listed = LISTED.matcher(part.strip());
            if (!listed.matches()) {
                return Optional.empty();
            }
            int first = Integer.parseInt(listed.group(1));
            ranges.add(new PortRange(first, listed.group(2) == null ? first : Integer.parseInt(listed.group(2))));
        }
        return Optional.of(ranges);
    }

    public boolean contains(int port) {
        return port >= first && port <= last;
    }
}
