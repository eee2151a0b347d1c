package dev.portledger.domain.bind;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The remedies as shell commands; none where a name is not one that systemd or an engine would give. */
final class CauseCommands {

    /** systemd.unit(5). systemctl takes other characters for a pattern, which would stop more than one unit. */
    private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9:_.\\\\@-]{1,256}");

    private static final Pattern CONTAINER_ID = Pattern.compile("[0-9a-f]{12,64}");

    /** What Docker and Podman let a name be. */
    private static final Pattern CONTAINER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,254}");

    private CauseCommands() {}

    static List<ShellCommand> of(Cause cause, LocalEndpoint wanted) {
        return switch (cause) {
            case Cause.Service service
            when isUnit(service.unit()) -> List.of(stopUnit(service.unit(), service.ofUser()));
            case Cause.Service _ -> List.of();
            case Cause.SocketUnit unit -> socketUnit(unit);
            case Cause.Container container -> List.of(container(container));
            case Cause.SurvivingProcess survivor -> List.of(terminate(survivor.holder()));
            case Cause.DoubleStart start ->
                start.claimant().process().isPresent()
                        ? List.of(terminate(start.claimant().process().get().pid()))
                        : List.of();
            case Cause.OtherProcess other -> List.of(terminate(other.holder()));
            case Cause.TimeWaitOnly _ -> List.of(TimeWaitCommands.show(wanted), TimeWaitCommands.release(wanted));
            case Cause.LeftoverConnections left ->
                List.of(show(left.connections().getFirst()));
            case Cause.EphemeralTheft theft ->
                List.of(ShellCommand.of("sysctl", "net.ipv4.ip_local_reserved_ports"), show(theft.connection()));
            case Cause.BoundNotListening bound ->
                bound.socket().holders().list().stream()
                        .map(CauseCommands::terminate)
                        .toList();
            case Cause.AddressesMeet meet -> List.of(show(meet.held()));
            case Cause.ReusePortMismatch mismatch -> List.of(show(mismatch.held()));
            case Cause.KernelSocket socket ->
                List.of(ShellCommand.of(
                        "ss",
                        "-H",
                        "-a",
                        "-n",
                        "-p",
                        "sport",
                        "=",
                        ":" + socket.endpoint().port()));
            case Cause.NotInUse not -> notInUse(not);
            case Cause.Unknown _ -> List.of();
        };
    }

    private static boolean isUnit(String name) {
        return UNIT.matcher(name).matches();
    }

    private static ShellCommand stopUnit(String unit, Optional<Long> ofUser) {
        List<String> arguments = new ArrayList<>(List.of("systemctl"));
        ofUser.ifPresent(uid -> arguments.addAll(List.of("--user", "--machine=" + uid + "@.host")));
        arguments.addAll(List.of("stop", "--", unit));
        return new ShellCommand(arguments);
    }

    private static List<ShellCommand> socketUnit(Cause.SocketUnit unit) {
        List<String> arguments = new ArrayList<>(List.of("systemctl", "stop", "--"));
        unit.socketUnit().filter(CauseCommands::isUnit).ifPresent(arguments::add);
        unit.service().filter(CauseCommands::isUnit).ifPresent(arguments::add);
        return unit.socketUnit().filter(CauseCommands::isUnit).isPresent()
                ? List.of(new ShellCommand(arguments))
                : List.of(ShellCommand.of("systemctl", "list-sockets", "--all"));
    }

    private static ShellCommand container(Cause.Container container) {
        String client =
                switch (container.runtime()) {
                    case "podman" -> "podman";
                    case "containerd", "cri-o" -> "crictl";
                    default -> "docker";
                };
        return container
                .name()
                .filter(name -> CONTAINER_NAME.matcher(name).matches())
                .or(() -> container.id().filter(id -> CONTAINER_ID.matcher(id).matches()))
                .map(which -> ShellCommand.of(client, "stop", "--", which))
                .orElseGet(() -> ShellCommand.of(
                        client,
                        "ps",
                        "--filter",
                        "publish=" + container.endpoint().port()));
    }

    private static ShellCommand terminate(Holder holder) {
        return terminate(holder.process().pid());
    }

    private static ShellCommand terminate(int pid) {
        return ShellCommand.of("kill", "-TERM", "--", Integer.toString(pid));
    }

    private static ShellCommand show(HeldSocket held) {
        boolean tcp = held.socket().protocol() == Protocol.TCP;
        return ShellCommand.of(
                "ss",
                "-H",
                tcp ? "-t" : "-u",
                "-a",
                "-n",
                "-p",
                "sport",
                "=",
                ":" + held.socket().endpoint().port());
    }

    private static List<ShellCommand> notInUse(Cause.NotInUse not) {
        return switch (not.errno()) {
            case EACCES -> List.of(ShellCommand.of("sysctl", "net.ipv4.ip_unprivileged_port_start"));
            case EADDRNOTAVAIL -> List.of(ShellCommand.of("ip", "address", "show"));
            case EINVAL, EADDRINUSE -> List.of();
        };
    }
}
