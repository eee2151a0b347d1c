package dev.portledger.domain.finding;

import dev.portledger.domain.bind.Printable;
import dev.portledger.domain.bind.ShellCommand;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A finding in words; the command line and the console show the same.
 *
 * @param summary a sentence
 * @param evidence what it is known by, a sentence each
 * @param remedy what to do
 * @param commands the same as shell commands, in order
 */
public record FindingText(String summary, List<String> evidence, String remedy, List<ShellCommand> commands) {

    /** More holders than this tell nobody more. */
    private static final int MOST = 8;

    public FindingText {
        evidence = evidence.stream().map(Printable::of).toList();
        commands = List.copyOf(commands);
    }

    public static FindingText of(Finding finding) {
        return switch (finding) {
            case Finding.TcpTwRecycle(int value) ->
                new FindingText(
                        "tcp_tw_recycle is on: connections from behind NAT are dropped at random.",
                        List.of("net.ipv4.tcp_tw_recycle is " + value + "."),
                        "Switch it off; it does not free ports for servers, and Linux 4.12 removed it.",
                        List.of(sysctl("net.ipv4.tcp_tw_recycle=0")));
            case Finding.TcpTwReuse _ ->
                new FindingText(
                        "tcp_tw_reuse is on: it does not help a server to bind, and lets outgoing connections take a port early.",
                        List.of("net.ipv4.tcp_tw_reuse is 1."),
                        "Let the server set SO_REUSEADDR instead, and put this back to what the kernel starts with (2 since Linux"
                                + " 4.19: for loopback only).",
                        List.of(sysctl("net.ipv4.tcp_tw_reuse=2")));
            case Finding.ListenerInEphemeralRange listener -> ephemeral(listener);
            case Finding.UnmanagedServer server -> unmanaged(server);
            case Finding.NeededSigkill killed ->
                new FindingText(
                        Printable.of(killed.comm()) + " did not end by SIGTERM and had to be killed.",
                        List.of("It was pid " + killed.pid() + " on " + ports(killed)
                                + ", and was killed by a stop that ended at " + killed.at() + "."),
                        "Let it handle SIGTERM, or give it the time that it needs (TimeoutStopSec= of its unit).",
                        List.of());
        };
    }

    private static FindingText ephemeral(Finding.ListenerInEphemeralRange listener) {
        List<String> evidence = new ArrayList<>();
        evidence.add("The kernel gives clients ports from " + listener.range().first() + " to "
                + listener.range().last()
                + " (net.ipv4.ip_local_port_range), of which net.ipv4.ip_local_reserved_ports does not keep "
                + (listener.ports().size() == 1 ? "this one." : "these."));
        evidence.add("It listens on "
                + some(listener.endpoints().stream().map(LocalEndpoint::text).toList()) + ".");
        evidence.addAll(holders(listener.holders()));
        return new FindingText(
                "The server on " + ports(listener) + " may find its port taken by a client at its next start.",
                evidence,
                "Reserve each port that has to stay: add it to the list in net.ipv4.ip_local_reserved_ports, or move the server below "
                        + listener.range().first() + ".",
                List.of(new ShellCommand(List.of("sysctl", "net.ipv4.ip_local_reserved_ports"))));
    }

    private static FindingText unmanaged(Finding.UnmanagedServer server) {
        return new FindingText(
                "The server on " + ports(server)
                        + " runs outside systemd and containers: nothing restarts it, and nothing stops it in order.",
                holders(server.holders()),
                "Give it a unit of systemd, or run it in a container.",
                List.of());
    }

    private static List<String> holders(List<Holder> holders) {
        List<String> sentences = new ArrayList<>();
        holders.stream().limit(MOST).forEach(holder -> sentences.add("It is held by " + holder(holder) + "."));
        if (holders.size() > MOST) {
            sentences.add("And by " + (holders.size() - MOST) + " more.");
        }
        return sentences;
    }

    private static String holder(Holder holder) {
        String user = holder.user().name().orElse("uid " + holder.user().uid());
        String where =
                switch (holder.management()) {
                    case Management.Unit unit -> "unit " + unit.name();
                    case Management.Container container -> container.runtime() + " container " + container.shortName();
                    case Management.Unmanaged unmanaged ->
                        unmanaged.scope().map(scope -> "in " + scope).orElse("in no unit");
                    case Management.Unknown _ -> "managed by whom is unknown";
                };
        return holder.comm() + ", pid " + holder.process().pid() + ", user " + user + ", " + where;
    }

    /** {@code tcp port 8080}, {@code udp ports 53, 5353}. */
    private static String ports(Finding finding) {
        String protocol = finding.protocol().map(Protocol::name).orElseThrow().toLowerCase(Locale.ROOT);
        return protocol
                + (finding.ports().size() == 1 ? " port " : " ports ")
                + some(finding.ports().stream().map(String::valueOf).toList());
    }

    private static String some(List<String> all) {
        return all.stream().limit(MOST).collect(Collectors.joining(", "))
                + (all.size() > MOST ? " and " + (all.size() - MOST) + " more" : "");
    }

    private static ShellCommand sysctl(String setting) {
        return new ShellCommand(List.of("sysctl", "-w", setting));
    }
}
