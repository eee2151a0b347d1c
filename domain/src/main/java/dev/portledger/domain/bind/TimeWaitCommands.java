package dev.portledger.domain.bind;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.LocalEndpoint;
import java.util.ArrayList;
import java.util.List;

/** What shows TIME_WAIT that a bind to an endpoint could meet, and what releases it (ss(8), SOCK_DESTROY). */
public final class TimeWaitCommands {

    private static final String V4_MAPPED = "::ffff:";

    private TimeWaitCommands() {}

    public static ShellCommand show(LocalEndpoint endpoint) {
        return command(endpoint, List.of());
    }

    public static ShellCommand release(LocalEndpoint endpoint) {
        return command(endpoint, List.of("-K"));
    }

    private static ShellCommand command(LocalEndpoint endpoint, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("ss"));
        arguments.addAll(options);
        arguments.addAll(List.of("-tn", "state", "time-wait", at(endpoint.address()) + ":" + endpoint.port()));
        return new ShellCommand(arguments);
    }

    /** For ss an IPv4 address stands for the IPv4-mapped one as well, and {@code 0.0.0.0/0} for all of them. */
    private static String at(IpAddress address) {
        if (address.equals(IpAddress.ANY_IPV6)) {
            return "sport = ";
        }
        if (address.family() == IpFamily.IPV6 && !address.isV4Mapped()) {
            return "src [" + address.text() + "]";
        }
        String ipv4 = address.isV4Mapped() ? address.text().substring(V4_MAPPED.length()) : address.text();
        return "src " + (ipv4.equals("0.0.0.0") ? "0.0.0.0/0" : ipv4);
    }
}
