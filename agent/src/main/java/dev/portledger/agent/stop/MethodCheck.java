package dev.portledger.agent.stop;

import dev.portledger.domain.frame.Protection;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome.Refused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a method acts on the holders of the plan and on nothing else, and whether the host's policy lets it be used. */
record MethodCheck(HostPolicy policy, Means means) {

    private static final int PID1 = 1;

    /** Why it may not be used; empty when it may. */
    Optional<Refused> refusal(ServerFrame.Stop stop, Listener listener, List<Listener> related) {
        List<Holder> holders = listener.holders().list();
        return switch (stop.method()) {
            case StopMethod.Process(ProcessIdentity process, var _) ->
                !stop.target().holders().contains(process)
                        ? refused("identity.not_a_holder", "the process to stop is not among the holders of the plan")
                        : process(process, listener, related);
            case StopMethod.SystemUnit(String unit) -> units(List.of(unit), listener, related);
            case StopMethod.SystemUnits(List<String> units) -> units(units, listener, related);
            case StopMethod.UserUnit(String unit, long uid) -> userUnit(unit, uid, listener, related);
            case StopMethod.Container container ->
                container(container, holders).or(() -> policy(listener, related, List.of()));
            case StopMethod.ReleaseTimeWait _ -> refused("method.misused", "TIME_WAIT sockets have no holders");
        };
    }

    /** A process the rules cannot be asked about may be one of those they protect. */
    private Optional<Refused> process(ProcessIdentity process, Listener listener, List<Listener> related) {
        HostPolicy.Scene scene = new HostPolicy.Scene(listener, related, List.of());
        List<Holder> described = listener.holders().list().stream()
                .filter(holder -> holder.process().equals(process))
                .toList();
        return described.isEmpty()
                ? refused("identity.unverifiable", "process " + process.pid() + " could not be described")
                : first(described.stream()
                        .map(holder -> policy.protection(holder).or(() -> policy.protection(holder, scene))));
    }

    /** All holders belong to one of the units, or are PID 1 on behalf of a socket unit among them. */
    private Optional<Refused> units(List<String> names, Listener listener, List<Listener> related) {
        Optional<Refused> unusable = unusable(names);
        if (unusable.isPresent()) {
            return unusable;
        }
        List<Holder> holders = listener.holders().list();
        Set<String> owned = new HashSet<>(names);
        boolean owns = !holders.isEmpty()
                && holders.stream()
                        .allMatch(holder -> holder.process().pid() == PID1
                                || (holder.management() instanceof Management.Unit(String name, Optional<Long> user)
                                        && owned.contains(name)
                                        && user.isEmpty()));
        if (!owns) {
            return refused(
                    "identity.unit_changed",
                    "not every process that has the socket open belongs to " + String.join(" or ", names));
        }
        List<UnitFacts> facts = means.systemd().facts(names);
        if (!facts.stream().map(UnitFacts::unit).toList().containsAll(names)) {
            return refused(
                    "identity.unverifiable",
                    "systemd does not say which processes belong to " + String.join(" or ", names));
        }
        Optional<String> stranger = stranger(names, listener, facts);
        if (stranger.isPresent()) {
            return refused("identity.unit_changed", stranger.get() + " has nothing to do with the socket");
        }
        boolean pid1 = holders.stream().anyMatch(holder -> holder.process().pid() == PID1);
        return pid1 && Activation.of(listener, facts).isEmpty()
                ? refused(
                        "identity.unit_changed",
                        "no socket unit among " + String.join(", ", names) + " listens there for systemd")
                : policy(listener, related, facts);
    }

    /** A unit that neither holds the socket, nor listens for it as a socket unit, nor is started by one that does. */
    private static Optional<String> stranger(List<String> names, Listener listener, List<UnitFacts> facts) {
        Set<String> concerned = new HashSet<>();
        for (Holder holder : listener.holders().list()) {
            if (holder.management() instanceof Management.Unit unit) {
                concerned.add(unit.name());
            }
        }
        for (UnitFacts socket : Activation.of(listener, facts)) {
            concerned.add(socket.unit());
            Activation.triggered(socket).forEach(concerned::add);
        }
        return names.stream().filter(name -> !concerned.contains(name)).findFirst();
    }

    private Optional<Refused> userUnit(String unit, long uid, Listener listener, List<Listener> related) {
        Optional<Refused> unusable = unusable(List.of(unit));
        if (unusable.isPresent()) {
            return unusable;
        }
        boolean owns = listener.holders().list().stream()
                .allMatch(holder -> holder.management().equals(new Management.Unit(unit, Optional.of(uid))));
        if (!owns) {
            return refused(
                    "identity.unit_changed",
                    "not every process that has the socket open belongs to " + unit + " of user " + uid);
        }
        List<UnitFacts> facts = means.systemd().facts(uid, List.of(unit));
        return facts.isEmpty()
                ? refused("identity.unverifiable", "the manager of user " + uid + " does not answer")
                : policy(listener, related, facts);
    }

    private Optional<Refused> unusable(List<String> names) {
        if (names.isEmpty() || !names.stream().allMatch(UnitNames::isName)) {
            return refused("method.unit_name", "that is not the name of a unit");
        }
        return means.systemd().isThere()
                ? Optional.empty()
                : refused("method.systemd_missing", "systemd does not run this host");
    }

    private static Optional<Refused> container(StopMethod.Container method, List<Holder> holders) {
        boolean owns = !holders.isEmpty()
                && holders.stream()
                        .allMatch(holder -> holder.management() instanceof Management.Container container
                                && container.id().equals(method.id())
                                && container.runtime().equals(method.runtime()));
        return owns
                ? Optional.empty()
                : refused(
                        "identity.container_changed",
                        "not every process that has the socket open belongs to that container");
    }

    private Optional<Refused> policy(Listener listener, List<Listener> related, List<UnitFacts> facts) {
        HostPolicy.Scene scene = new HostPolicy.Scene(listener, related, new ArrayList<>(facts));
        return first(listener.holders().list().stream().map(holder -> policy.protection(holder, scene)));
    }

    private static Optional<Refused> first(Stream<Optional<Protection>> protections) {
        return protections
                .flatMap(Optional::stream)
                .findFirst()
                .map(protection -> new Refused(protection.rule(), protection.message()));
    }

    private static Optional<Refused> refused(String rule, String message) {
        return Optional.of(new Refused(rule, message));
    }
}
