package dev.portledger.agent.stop;

import dev.portledger.agent.holder.IdentityCheck;
import dev.portledger.agent.socket.PortView;
import dev.portledger.domain.frame.Protection;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome.Refused;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Whether the host still is as the plan shows it, and lets it be done. Rules beginning with identity mean: make a new plan. */
record TargetCheck(UUID bootId, HostPolicy policy, Systemd systemd) {

    /** Why nothing may be done; empty when it may. */
    Optional<Refused> refusal(ServerFrame.Stop stop, PortView view) throws IOException {
        if (!stop.target().bootId().equals(bootId)) {
            return refused("identity.rebooted", "the host has been rebooted since the plan was made");
        }
        Optional<Listener> listener = new Occupancy(stop.target().socket(), view).targetSocket();
        if (listener.isEmpty()) {
            return refused("identity.socket_gone", "the socket of the plan is not there any more");
        }
        if (!listener.get().inode().equals(Optional.of(stop.target().inode()))) {
            return refused("identity.socket_changed", "the socket has another inode than in the plan");
        }
        List<Holder> holders = listener.get().holders().list();
        Optional<Refused> changed = holdersChanged(stop, listener.get().holders());
        for (ProcessIdentity process : stop.target().holders()) {
            changed = changed.isPresent()
                    ? changed
                    : identity(process, stop.target().inode());
        }
        return changed.or(() -> method(stop, holders)).or(() -> policy(stop, holders));
    }

    private static Optional<Refused> holdersChanged(ServerFrame.Stop stop, Holders holders) {
        Set<ProcessIdentity> planned = new HashSet<>(stop.target().holders());
        Set<ProcessIdentity> now = new HashSet<>();
        holders.list().forEach(holder -> now.add(holder.process()));
        boolean same = holders instanceof Holders.Known ? planned.equals(now) : planned.containsAll(now);
        if (planned.isEmpty()) {
            return refused("identity.no_holder", "the plan names no process that has the socket open");
        }
        return same
                ? Optional.empty()
                : refused("identity.holders_changed", "other processes have the socket open than in the plan");
    }

    /** Reads the process anew. */
    static Optional<Refused> identity(ProcessIdentity process, long inode) throws IOException {
        String which = "process " + process.pid();
        return switch (IdentityCheck.check(process, inode)) {
            case HOLDS -> Optional.empty();
            case HOLDS_NOT -> refused("identity.socket_released", which + " does not have the socket open any more");
            case ENDED -> refused("identity.process_ended", which + " has ended");
            case OTHER_PROCESS ->
                refused("identity.process_replaced", which + " is another process than the one in the plan");
            case NOT_PERMITTED ->
                refused("identity.not_permitted", "the agent may not read which sockets " + which + " has open");
        };
    }

    private Optional<Refused> method(ServerFrame.Stop stop, List<Holder> holders) {
        return switch (stop.method()) {
            case StopMethod.Process process ->
                stop.target().holders().contains(process.process())
                        ? Optional.empty()
                        : refused("identity.not_a_holder", "the process to stop is not among the holders of the plan");
            case StopMethod.SystemUnit unit -> unit(unit.unit(), holders);
        };
    }

    private Optional<Refused> unit(String name, List<Holder> holders) {
        if (!Systemd.isUnitName(name)) {
            return refused("method.unit_name", "that is not the name of a unit");
        }
        if (!systemd.isThere()) {
            return refused("method.systemd_missing", "systemd does not run this host");
        }
        boolean owns = !holders.isEmpty()
                && holders.stream()
                        .allMatch(holder -> holder.management() instanceof Management.Unit unit
                                && unit.name().equals(name)
                                && unit.ofUser().isEmpty());
        return owns
                ? Optional.empty()
                : refused("identity.unit_changed", "not every process that has the socket open belongs to " + name);
    }

    private Optional<Refused> policy(ServerFrame.Stop stop, List<Holder> holders) {
        return switch (stop.method()) {
            case StopMethod.Process process -> process(process.process(), holders);
            case StopMethod.SystemUnit unit -> {
                List<UnitFacts> facts = systemd.facts(List.of(unit.unit()));
                yield facts.stream().anyMatch(known -> known.unit().equals(unit.unit()))
                        ? firstProtection(holders.stream().map(holder -> policy.protection(holder, facts)))
                        : refused(
                                "identity.unverifiable",
                                "systemd does not say which processes belong to " + unit.unit());
            }
        };
    }

    /** A process the rules cannot be asked about may be one of those they protect. */
    private Optional<Refused> process(ProcessIdentity process, List<Holder> holders) {
        List<Holder> described = holders.stream()
                .filter(holder -> holder.process().equals(process))
                .toList();
        return described.isEmpty()
                ? refused("identity.unverifiable", "process " + process.pid() + " could not be described")
                : firstProtection(described.stream().map(policy::protection));
    }

    private static Optional<Refused> firstProtection(Stream<Optional<Protection>> protections) {
        return protections.flatMap(Optional::stream).findFirst().map(TargetCheck::refused);
    }

    private static Refused refused(Protection protection) {
        return new Refused(protection.rule(), protection.message());
    }

    private static Optional<Refused> refused(String rule, String message) {
        return Optional.of(new Refused(rule, message));
    }
}
