package dev.portledger.domain.finding;

import dev.portledger.domain.bind.PortRange;
import dev.portledger.domain.finding.Finding.Code;
import dev.portledger.domain.finding.HostFindings.Unknown;
import dev.portledger.domain.finding.HostSight.Server;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.Protocol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what is in a bad way. Only what is known for sure is told; the rest is said to be unknown. */
final class FindingRule {

    private static final String NOT_TOLD = "the host's agent does not tell the kernel's settings";

    private final HostSight sight;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Code, Unknown> unknown = new LinkedHashMap<>();

    FindingRule(HostSight sight) {
        this.sight = sight;
    }

    HostFindings judge() {
        recycle();
        reuse();
        ephemeral();
        unmanaged();
        sight.killed()
                .ifPresentOrElse(
                        findings::addAll,
                        () -> doubt(Code.NEEDED_SIGKILL, "who had to be killed is known to the server only"));
        return new HostFindings(findings, List.copyOf(unknown.values()));
    }

    private void doubt(Code code, String why) {
        unknown.putIfAbsent(code, new Unknown(code, why));
    }

    private void recycle() {
        sysctl(Code.TCP_TW_RECYCLE, "net.ipv4.tcp_tw_recycle", sight.sysctls().map(Sysctls::tcpTwRecycle))
                .filter(value -> value != 0)
                .ifPresent(value -> findings.add(new Finding.TcpTwRecycle(value)));
    }

    /** 2 is for loopback only, what newer kernels start with: nobody has chosen it as a remedy. */
    private void reuse() {
        sysctl(Code.TCP_TW_REUSE, "net.ipv4.tcp_tw_reuse", sight.sysctls().map(Sysctls::tcpTwReuse))
                .filter(value -> value == 1)
                .ifPresent(value -> findings.add(new Finding.TcpTwReuse()));
    }

    private Optional<Integer> sysctl(Code code, String name, Optional<Sysctl> told) {
        if (told.isEmpty()) {
            doubt(code, NOT_TOLD);
            return Optional.empty();
        }
        Sysctl sysctl = told.get();
        if (!(sysctl instanceof Sysctl.Absent) && sysctl.number().isEmpty()) {
            doubt(code, unread(name, sysctl));
        }
        return sysctl.number();
    }

    private static String unread(String name, Sysctl sysctl) {
        return name
                + switch (sysctl) {
                    case Sysctl.Absent _ -> " is not there";
                    case Sysctl.Unread(String why) -> " could not be read: " + why;
                    case Sysctl.Value _ -> " has a value that is not understood";
                };
    }

    /**
     * TCP only: UDP clients bind their sockets too, and those that are on an ephemeral port are mostly clients. The settings are
     * of one network namespace and say nothing of sockets in others.
     */
    private void ephemeral() {
        Code code = Code.LISTENER_IN_EPHEMERAL_RANGE;
        if (sight.sysctls().isEmpty()) {
            doubt(code, NOT_TOLD);
            return;
        }
        Sysctls sysctls = sight.sysctls().get();
        Optional<PortRange> range = sysctls.ephemeral();
        Optional<List<PortRange>> reserved = sysctls.reserved();
        if (range.isEmpty()) {
            doubt(code, unread("net.ipv4.ip_local_port_range", sysctls.localPortRange()));
            return;
        }
        if (reserved.isEmpty()) {
            doubt(code, unread("net.ipv4.ip_local_reserved_ports", sysctls.localReservedPorts()));
            return;
        }
        sight.unseen().ifPresent(why -> doubt(code, why));
        List<Server> servers = sight.servers().stream()
                .filter(server -> server.protocol() == Protocol.TCP
                        && server.netns() == sysctls.netns()
                        && range.get().contains(server.endpoint().port())
                        && reserved.get().stream()
                                .noneMatch(
                                        kept -> kept.contains(server.endpoint().port())))
                .toList();
        byHolders(servers)
                .forEach(same -> findings.add(new Finding.ListenerInEphemeralRange(
                        range.get(),
                        same.stream().map(Server::endpoint).distinct().toList(),
                        same.getFirst().holders().list())));
    }

    /** A process may serve thousands of ports, and is one thing to look after. By their lowest port. */
    private static List<List<Server>> byHolders(List<Server> servers) {
        Map<List<Object>, List<Server>> groups = new LinkedHashMap<>();
        servers.stream()
                .sorted(Comparator.<Server>comparingInt(
                                server -> server.endpoint().port())
                        .thenComparing(Server::protocol))
                .forEach(server -> {
                    List<Object> key = new ArrayList<>(List.of(server.protocol()));
                    server.holders().list().forEach(holder -> key.add(holder.process()));
                    groups.computeIfAbsent(key, absent -> new ArrayList<>()).add(server);
                });
        return List.copyOf(groups.values());
    }

    private void unmanaged() {
        sight.unseen().ifPresent(why -> doubt(Code.UNMANAGED_SERVER, why));
        List<Server> unmanaged = new ArrayList<>();
        for (Server server : sight.servers()) {
            if (!isServer(server)) {
                continue;
            }
            switch (server.holders()) {
                case Holders.Known(List<Holder> list) -> {
                    if (!list.isEmpty() && list.stream().allMatch(FindingRule::isUnmanaged)) {
                        unmanaged.add(server);
                    }
                    if (list.stream().anyMatch(FindingRule::isOfUnknownManagement)) {
                        doubt(Code.UNMANAGED_SERVER, "what manages some of the holders could not be read");
                    }
                }
                case Holders.Partial _ -> doubt(Code.UNMANAGED_SERVER, "not all holders of each socket could be seen");
            }
        }
        byHolders(unmanaged)
                .forEach(same -> findings.add(new Finding.UnmanagedServer(
                        Optional.of(same.getFirst().protocol()),
                        same.stream()
                                .map(server -> server.endpoint().port())
                                .distinct()
                                .toList(),
                        same.getFirst().holders().list())));
    }

    /** A bound UDP socket on an ephemeral port is mostly a client's; where these ports are not known, each may be. */
    private boolean isServer(Server server) {
        return server.protocol() == Protocol.TCP
                || sight.sysctls()
                        .filter(sysctls -> sysctls.netns() == server.netns())
                        .flatMap(Sysctls::ephemeral)
                        .filter(range -> !range.contains(server.endpoint().port()))
                        .isPresent();
    }

    private static boolean isUnmanaged(Holder holder) {
        return holder.management() instanceof Management.Unmanaged
                && holder.process().pid() != 1;
    }

    private static boolean isOfUnknownManagement(Holder holder) {
        return holder.management() instanceof Management.Unknown;
    }
}
