package dev.portledger.domain.bind;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Causes in words: the one place for the command line and the console. */
final class CauseWords {

    private static final String OF_ITSELF =
            "Mend the program: it has to close its first socket before it binds again, or to keep it.";

    private CauseWords() {}

    static String summary(Cause cause, FailedBind failed) {
        String port = failed.attempt().protocol() + " port "
                + failed.attempt().endpoint().port();
        return switch (cause) {
            case Cause.Service(var unit, var _, var holder, var _, var _) ->
                itself(holder, failed) ? again(holder, port) : "The service " + unit + " has " + port + ".";
            case Cause.SocketUnit unit ->
                unit.socketUnit().map(name -> "The socket unit " + name).orElse("A socket unit of systemd") + " has "
                        + port + ".";
            case Cause.Container container ->
                container
                                .name()
                                .map(name -> "The " + container.runtime() + " container " + name)
                                .orElse("A " + container.runtime() + " container")
                        + " has " + port + ".";
            case Cause.SurvivingProcess survivor ->
                "An old process"
                        + (failed.claimant().isPresent() ? " of the same program, " : ", ") + name(survivor.holder())
                        + ", still has " + port + ".";
            case Cause.DoubleStart start ->
                "The same program runs already: " + name(start.holder()) + " has " + port + ".";
            case Cause.OtherProcess(var holder, var _) ->
                itself(holder, failed) ? again(holder, port) : "The process " + name(holder) + " has " + port + ".";
            case Cause.TimeWaitOnly _ ->
                "Nothing listens on " + port + ", but TIME_WAIT of closed connections is left.";
            case Cause.LeftoverConnections _ ->
                "Nothing listens on " + port + ", but connections of an earlier server are left.";
            case Cause.EphemeralTheft _ -> "An outgoing connection took " + port + ".";
            case Cause.BoundNotListening _ -> "A process has bound " + port + " and does not listen.";
            case Cause.AddressesMeet meet ->
                meet.held().socket().endpoint().text() + " is taken, and it meets "
                        + meet.wanted().text() + ".";
            case Cause.ReusePortMismatch _ -> "SO_REUSEPORT does not let the two share " + port + ".";
            case Cause.KernelSocket _ -> "The kernel itself has " + port + ".";
            case Cause.NotInUse not -> "The port is not the matter: " + not.errno() + ".";
            case Cause.Unknown unknown -> unknown(unknown);
        };
    }

    static String unknown(Cause.Unknown unknown) {
        return "The cause is not known: " + unknown.reason() + ".";
    }

    static List<String> evidence(Cause cause, FailedBind failed) {
        List<String> evidence = new ArrayList<>();
        switch (cause) {
            case Cause.Service service -> {
                evidence.add(
                        who(service.holder()) + " has " + service.endpoint().text() + " open.");
                evidence.add("Its cgroup belongs to " + service.unit() + ".");
                service.state().ifPresent(state -> evidence.add(comesBack(state)));
            }
            case Cause.SocketUnit unit -> {
                evidence.add("PID 1 has " + unit.endpoint().text() + " open: systemd listens for a unit.");
                unit.service().ifPresent(service -> evidence.add(service + " has the same socket open."));
            }
            case Cause.Container container -> {
                evidence.add(
                        who(container.holder()) + " has " + container.endpoint().text() + " open.");
                evidence.add(container
                        .id()
                        .map(id -> "It belongs to the container " + id + ".")
                        .orElse("It is the engine's proxy for a published port."));
            }
            case Cause.SurvivingProcess survivor -> {
                evidence.add(
                        who(survivor.holder()) + " has " + survivor.endpoint().text() + " open.");
                evidence.add(
                        failed.claimant().isPresent()
                                ? "It runs the claimant's program and its parent has ended."
                                : "Its parent has ended.");
                survivor.unit()
                        .ifPresent(unit -> evidence.add("It is left of " + unit
                                + failed.unit(unit)
                                        .map(state -> ", which is " + state.activeState())
                                        .orElse("")
                                + "."));
            }
            case Cause.DoubleStart start ->
                evidence.add(who(start.holder()) + " runs the same program with the same arguments.");
            case Cause.OtherProcess other -> {
                evidence.add(who(other.holder()) + " has " + other.endpoint().text() + " open.");
                evidence.add(management(other.holder()));
            }
            case Cause.TimeWaitOnly timeWait -> timeWait(timeWait, evidence);
            case Cause.LeftoverConnections left -> {
                left.connections().forEach(held -> evidence.add(socket(held) + "."));
                if (left.more() > 0) {
                    evidence.add("And " + left.more() + " more connections.");
                }
            }
            case Cause.EphemeralTheft theft -> {
                evidence.add(socket(theft.connection()) + ".");
                theft.range()
                        .filter(range ->
                                range.contains(failed.attempt().endpoint().port()))
                        .ifPresent(range -> evidence.add("The kernel gives ports " + range.first() + " to "
                                + range.last() + " to clients, and this is one."));
            }
            case Cause.BoundNotListening bound -> evidence.add(socket(bound.socket()) + ".");
            case Cause.AddressesMeet meet -> {
                evidence.add(socket(meet.held()) + ".");
                evidence.add(overlap(meet.overlap()));
            }
            case Cause.ReusePortMismatch mismatch -> {
                evidence.add(socket(mismatch.held()) + ".");
                mismatch.reasons().forEach(reason -> evidence.add(notShared(reason)));
            }
            case Cause.KernelSocket socket -> {
                evidence.add("No process has " + socket.endpoint().text() + " open.");
                socket.subsystem().ifPresent(name -> evidence.add("By the port it may be " + name + "."));
            }
            case Cause.NotInUse not -> evidence.add(notInUse(not));
            case Cause.Unknown _ -> {
                // there is none
            }
        }
        return evidence;
    }

    static String remedy(Cause cause, FailedBind failed) {
        return switch (cause) {
            case Cause.Service _ when isOfItself(cause, failed) -> OF_ITSELF;
            case Cause.OtherProcess _ when isOfItself(cause, failed) -> OF_ITSELF;
            case Cause.Service _ -> "Stop the service.";
            case Cause.SocketUnit _ ->
                "Stop the socket unit and the service; the service alone would be started again.";
            case Cause.Container _ -> "Stop the container, not the engine.";
            case Cause.SurvivingProcess _ -> "End the old process: SIGTERM first.";
            case Cause.DoubleStart _ -> "Stop one of the two; by default the newer.";
            case Cause.OtherProcess _ -> "Stop the process in the way it was started, else by SIGTERM.";
            case Cause.TimeWaitOnly _ ->
                "Wait until they have left, and set SO_REUSEADDR in the program: both the old and the new socket need it."
                        + " If it cannot wait, release them; late segments of the old connections may then reach new ones.";
            case Cause.LeftoverConnections _ -> "End who holds the connections, or wait for their timeouts.";
            case Cause.EphemeralTheft _ ->
                "Add the port to net.ipv4.ip_local_reserved_ports, so that no client gets it, and close this connection.";
            case Cause.BoundNotListening _ -> "End the process, or let it listen.";
            case Cause.AddressesMeet _ -> "Bind both to addresses that do not meet, or stop the holder.";
            case Cause.ReusePortMismatch _ -> "Let both set SO_REUSEPORT and run as one user, or stop the holder.";
            case Cause.KernelSocket _ -> "Stop the part of the kernel that has it, by the tool that set it up.";
            case Cause.NotInUse not ->
                switch (not.errno()) {
                    case EACCES -> "Give the program CAP_NET_BIND_SERVICE, or a port that needs none.";
                    case EADDRNOTAVAIL -> "Bind to an address of this host, or start after it is there.";
                    case EINVAL, EADDRINUSE -> "Correct the address that the program binds to.";
                };
            case Cause.Unknown _ -> remedyOfUnknown();
        };
    }

    static String remedyOfUnknown() {
        return "See what is missing, and look again.";
    }

    /** Whether the holder is the claimant: a program that forgot a socket of its own, as after a reload. */
    private static boolean itself(Holder holder, FailedBind failed) {
        return failed.claimant()
                .flatMap(Claimant::process)
                .filter(holder.process()::equals)
                .isPresent();
    }

    /** Whether the claimant stands in its own way, so that to end the holder is to end the claimant. */
    static boolean isOfItself(Cause cause, FailedBind failed) {
        return switch (cause) {
            case Cause.Service service -> itself(service.holder(), failed);
            case Cause.OtherProcess other -> itself(other.holder(), failed);
            default -> false;
        };
    }

    private static String again(Holder holder, String port) {
        return "The claimant itself, " + name(holder) + ", has " + port + " already.";
    }

    private static void timeWait(Cause.TimeWaitOnly timeWait, List<String> evidence) {
        evidence.add(timeWait.count() + " in TIME_WAIT"
                + timeWait.lastLeavesAt().map(at -> ", the last until " + at).orElse("") + ".");
        evidence.add("SO_REUSEADDR: the claimant " + has(timeWait.claimantReuseAddr()) + ", the old socket "
                + has(timeWait.holderReuseAddr()) + ".");
    }

    private static String has(Optional<Boolean> flag) {
        return flag.map(set -> set ? "has it" : "does not have it").orElse("is not known to have it");
    }

    private static String comesBack(UnitState state) {
        String restart = state.restart()
                .filter(value -> !value.equals("no"))
                .map(value -> "Restart=" + value)
                .orElse("");
        String triggers = String.join(", ", state.triggeredBy());
        String back = List.of(restart, triggers).stream()
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        return "It is " + state.activeState() + (back.isEmpty() ? "." : "; what would start it again: " + back + ".");
    }

    private static String name(Holder holder) {
        return holder.comm() + " (pid " + holder.process().pid() + ")";
    }

    private static String who(Holder holder) {
        String user =
                holder.user().name().orElseGet(() -> Long.toString(holder.user().uid()));
        return name(holder) + " of user " + user + ", since " + holder.startedAt() + ",";
    }

    private static String management(Holder holder) {
        return switch (holder.management()) {
            case Management.Unknown unknown -> "What manages it is not known: " + unknown.reason() + ".";
            case Management.Unmanaged unmanaged ->
                "Neither systemd nor a container engine manages it"
                        + unmanaged
                                .scope()
                                .map(scope -> "; it runs in " + scope)
                                .orElse("") + ".";
            case Management.Unit unit -> "It belongs to " + unit.name() + ".";
            case Management.Container container ->
                "It belongs to the container " + container.name().orElse(container.id()) + ".";
        };
    }

    private static String socket(HeldSocket held) {
        String holders = held.holders().list().stream().map(CauseWords::name).collect(Collectors.joining(", "));
        BoundSocket socket = held.socket();
        return socket.endpoint().text() + " is in " + socket.state()
                + (holders.isEmpty() ? "" : ", held by " + holders);
    }

    private static String overlap(Overlap overlap) {
        return switch (overlap) {
            case SAME_ADDRESS -> "Both name the same address.";
            case CLAIMANT_WILDCARD -> "The claimant wants every address.";
            case HOLDER_WILDCARD -> "The holder has every address.";
            case CLAIMANT_DUAL_STACK -> "The claimant's :: is dual-stack and wants every IPv4 address too.";
            case HOLDER_DUAL_STACK -> "The holder's :: is dual-stack and has every IPv4 address too.";
            case CONNECTION_NOT_V6ONLY ->
                "0.0.0.0 meets every socket that is not IPV6_V6ONLY, also a connection with an IPv6 address.";
        };
    }

    private static String notShared(NotShared reason) {
        return switch (reason) {
            case CLAIMANT_WITHOUT_REUSEADDR -> "The claimant did not set SO_REUSEADDR.";
            case HOLDER_WITHOUT_REUSEADDR -> "The holder did not set SO_REUSEADDR.";
            case HOLDER_LISTENS -> "The holder is in LISTEN.";
            case CLAIMANT_WITHOUT_REUSEPORT -> "The claimant did not set SO_REUSEPORT.";
            case HOLDER_WITHOUT_REUSEPORT -> "The holder did not set SO_REUSEPORT.";
            case DIFFERENT_USER -> "They belong to different users.";
        };
    }

    private static String notInUse(Cause.NotInUse not) {
        return switch (not.errno()) {
            case EACCES ->
                "Port " + not.wanted().port() + " needs CAP_NET_BIND_SERVICE, or a security policy forbids it.";
            case EADDRNOTAVAIL -> not.wanted().address().text() + " is not an address of this host.";
            case EINVAL, EADDRINUSE -> not.wanted().text() + " does not fit the socket.";
        };
    }
}
