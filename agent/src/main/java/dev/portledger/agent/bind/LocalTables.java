package dev.portledger.agent.bind;

import dev.portledger.domain.bind.HostSettings.LocalPrefix;
import dev.portledger.domain.socket.IpAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses of a network namespace, from text of its {@code /proc/PID/net}: the JDK's list of interfaces is that of the
 * namespace of the process's first thread, in part.
 */
final class LocalTables {

    /** Of IPv4 the interface is not told there, and no rule asks for it. */
    private static final String UNTOLD = "?";

    private static final Pattern LEAF = Pattern.compile("\\|-- (\\d+\\.\\d+\\.\\d+\\.\\d+)");
    private static final Pattern KIND = Pattern.compile("/(\\d+) \\w+ (LOCAL|BROADCAST)");
    private static final int TENTATIVE = 0x40; // IFA_F_TENTATIVE of linux/if_addr.h

    private LocalTables() {}

    /** @param lines of {@code fib_trie}: an address, and below it for each prefix that begins with it its length and kind */
    static List<LocalPrefix> ipv4(List<String> lines) {
        LinkedHashSet<LocalPrefix> all =
                new LinkedHashSet<>(); // a prefix is in the tables "main" and "local" if they are one
        String address = "";
        for (String line : lines) {
            Matcher leaf = LEAF.matcher(line);
            Matcher kind = KIND.matcher(line);
            if (leaf.find()) {
                address = leaf.group(1);
            } else if (kind.find() && !address.isEmpty()) {
                all.add(new LocalPrefix(IpAddress.parse(address), Integer.parseInt(kind.group(1)), UNTOLD));
            }
        }
        return List.copyOf(all);
    }

    /** @param lines of {@code if_inet6}: address, index, length, scope, flags, name; all but the name hexadecimal */
    static List<LocalPrefix> ipv6(List<String> lines) {
        List<LocalPrefix> all = new ArrayList<>();
        for (String line : lines) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length == 6 && (Integer.parseInt(fields[4], 16) & TENTATIVE) == 0) {
                all.add(new LocalPrefix(IpAddress.of(HexFormat.of().parseHex(fields[0])), 128, fields[5]));
            }
        }
        return all;
    }
}
