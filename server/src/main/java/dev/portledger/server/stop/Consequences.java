package dev.portledger.server.stop;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.server.stop.StopPlan.AlsoEnds;
import dev.portledger.server.stop.StopPlan.Remark;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What comes with a method: what else ends, what comes back, and what to think of before. */
final class Consequences {

    private final AgentFrame.Evidence evidence;
    private final Listener listener;
    private final StopMethod method;
    private final List<Holder> holders;

    Consequences(AgentFrame.Evidence evidence, Listener listener, StopMethod method) {
        this.evidence = evidence;
        this.listener = listener;
        this.method = method;
        this.holders = listener.holders().list();
    }

    List<AlsoEnds> alsoEnds() {
        return switch (method) {
            case StopMethod.SystemUnit(String unit) ->
                Stream.concat(otherProcesses(unit), otherListeners(evidence.related().stream()))
                        .toList();
            case StopMethod.Process(ProcessIdentity process, var _) ->
                Stream.concat(
                                children(process),
                                otherListeners(evidence.related().stream().filter(other -> isHeldBy(other, process))))
                        .toList();
        };
    }

    private Stream<AlsoEnds> otherProcesses(String unit) {
        Set<Integer> shown =
                holders.stream().map(holder -> holder.process().pid()).collect(Collectors.toSet());
        return units(unit)
                .flatMap(facts -> facts.processes().stream())
                .filter(pid -> !shown.contains(pid))
                .map(pid -> AlsoEnds.process(pid, "process " + pid + " of " + unit));
    }

    private Stream<AlsoEnds> children(ProcessIdentity process) {
        return holders.stream()
                .filter(holder -> !holder.process().equals(process))
                .map(holder -> AlsoEnds.process(
                        holder.process().pid(),
                        holder.comm() + ", a child of it that has the socket open too, if its parent ends it"));
    }

    private Stream<AlsoEnds> otherListeners(Stream<Listener> candidates) {
        return candidates
                .filter(other -> !other.key().equals(listener.key()))
                .map(AlsoEnds::listener)
                .distinct();
    }

    private static boolean isHeldBy(Listener other, ProcessIdentity process) {
        return other.holders().list().stream()
                .anyMatch(holder -> holder.process().equals(process));
    }

    List<Remark> comesBack() {
        return switch (method) {
            case StopMethod.SystemUnit(String unit) ->
                units(unit).flatMap(Consequences::unitComesBack).toList();
            case StopMethod.Process(ProcessIdentity process, var _) ->
                holders.stream()
                        .filter(holder -> holder.process().equals(process) && holder.parentPid() > 1)
                        .map(holder -> new Remark(
                                "parent_respawns",
                                "its parent, process " + holder.parentPid()
                                        + ", may start it again if it is a supervisor"))
                        .toList();
        };
    }

    private static Stream<Remark> unitComesBack(UnitFacts unit) {
        Stream<Remark> restart = unit.restart().stream()
                .filter(policy -> !policy.equals("no"))
                .map(policy -> new Remark(
                        "restart_policy",
                        "Restart=" + policy + " does not bring it back after a stop; whoever starts it again does"));
        Stream<Remark> triggers = unit.triggeredBy().stream()
                .map(trigger -> new Remark("triggered_by", trigger + " will start it again when it is triggered"));
        return Stream.concat(restart, triggers);
    }

    List<Remark> warnings() {
        var warnings = new ArrayList<Remark>();
        if (holders.size() > 1) {
            warnings.add(new Remark("several_holders", holders.size() + " processes have the socket open"));
        }
        if (listener.holders() instanceof Holders.Partial) {
            warnings.add(new Remark(
                    "holders_unseen", "the agent may not see processes of other users; more may have the socket open"));
        }
        if (evidence.listeners().size() > 1) {
            warnings.add(new Remark("port_shared", "other sockets are on this port too, and stay"));
        }
        switch (method) {
            case StopMethod.SystemUnit(String unit) ->
                units(unit)
                        .filter(facts -> !facts.activeState().equals("active"))
                        .forEach(facts -> warnings.add(new Remark(
                                "unit_not_active",
                                unit + " is " + facts.activeState() + ": stopping it may not end its process")));
            case StopMethod.Process(var _, Signal signal)
            when signal == Signal.SIGKILL ->
                warnings.add(new Remark(
                        "no_graceful_shutdown",
                        "SIGKILL leaves no time to finish or write anything; data may be lost"));
            case StopMethod.Process _ -> {
                // a SIGTERM is what it has to expect
            }
        }
        return List.copyOf(warnings);
    }

    private Stream<UnitFacts> units(String name) {
        return evidence.units().stream().filter(facts -> facts.unit().equals(name));
    }
}
