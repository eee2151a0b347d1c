package dev.portledger.server.stop;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.UnitDetail;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.frame.UnitLink;
import dev.portledger.domain.frame.UnitLink.Relation;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.server.stop.StopPlan.AlsoEnds;
import dev.portledger.server.stop.StopPlan.Remark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What comes with a method: what else ends, what depends on it, and what to think of before. What comes back: {@link Returns}. */
final class Consequences {

    /** A unit with less than this has its SIGKILL within the time that a stop is given. */
    private static final Duration SHORT = Duration.ofSeconds(30);

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

    /** The units that the method stops, as systemd describes them. */
    static List<UnitFacts> unitsOf(AgentFrame.Evidence evidence, StopMethod method) {
        return switch (method) {
            case StopMethod.SystemUnit(String unit) -> units(evidence, List.of(unit), Optional.empty());
            case StopMethod.SystemUnits(List<String> units) -> units(evidence, units, Optional.empty());
            case StopMethod.UserUnit(String unit, long uid) -> units(evidence, List.of(unit), Optional.of(uid));
            case StopMethod.Container _, StopMethod.Process _, StopMethod.ReleaseTimeWait _ -> List.of();
        };
    }

    private static List<UnitFacts> units(AgentFrame.Evidence evidence, List<String> names, Optional<Long> user) {
        return evidence.units().stream()
                .filter(facts -> names.contains(facts.unit()) && facts.ofUser().equals(user))
                .toList();
    }

    private List<UnitFacts> units() {
        return unitsOf(evidence, method);
    }

    List<AlsoEnds> alsoEnds() {
        return switch (method) {
            case StopMethod.SystemUnit _, StopMethod.SystemUnits _, StopMethod.UserUnit _ ->
                Stream.of(
                                otherProcesses(),
                                otherUnits(),
                                otherListeners(evidence.related().stream().filter(this::isOfTheUnits)))
                        .flatMap(ends -> ends)
                        .toList();
            case StopMethod.Container container ->
                otherListeners(evidence.related().stream().filter(other -> isOf(other, container)))
                        .toList();
            case StopMethod.Process(ProcessIdentity process, var _) ->
                Stream.concat(
                                children(process),
                                otherListeners(evidence.related().stream().filter(other -> isHeldBy(other, process))))
                        .toList();
            case StopMethod.ReleaseTimeWait _ -> List.of();
        };
    }

    private Stream<AlsoEnds> otherProcesses() {
        Set<Integer> shown =
                holders.stream().map(holder -> holder.process().pid()).collect(Collectors.toSet());
        return units().stream().flatMap(facts -> facts.processes().stream()
                .filter(pid -> !shown.contains(pid))
                .map(pid -> AlsoEnds.process(pid, "process " + pid + " of " + facts.unit())));
    }

    private Stream<AlsoEnds> otherUnits() {
        Set<String> named = units().stream().map(UnitFacts::unit).collect(Collectors.toSet());
        return links(Relation.STOPS_WITH)
                .filter(link -> link.isUp() && !named.contains(link.unit()))
                .map(link -> AlsoEnds.unit(link.unit() + ", which needs "
                        + link.via().map(via -> via + ", which needs it").orElse("it")));
    }

    private Stream<UnitLink> links(Relation relation) {
        return units().stream()
                .flatMap(facts -> facts.links().stream())
                .filter(link -> link.relation() == relation)
                .distinct();
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

    /** PID 1 holds sockets of many units, which all stay. */
    private boolean isOfTheUnits(Listener other) {
        Set<Management> own = holders.stream().map(Holder::management).collect(Collectors.toSet());
        return other.holders().list().stream()
                .anyMatch(
                        holder -> holder.management() instanceof Management.Unit && own.contains(holder.management()));
    }

    private static boolean isOf(Listener other, StopMethod.Container container) {
        return other.holders().list().stream()
                .anyMatch(holder -> holder.management() instanceof Management.Container managed
                        && managed.id().equals(container.id()));
    }

    private static boolean isHeldBy(Listener other, ProcessIdentity process) {
        return other.holders().list().stream()
                .anyMatch(holder -> holder.process().equals(process));
    }

    /** Who wants the units: what they need it for goes on without it, or does not. */
    List<Remark> dependents() {
        return Stream.concat(
                        links(Relation.STOPS_WITH)
                                .map(link -> new Remark(
                                        "stops_with",
                                        link.unit() + " needs it"
                                                + (link.isUp() ? " and stops with it" : " and is not up"))),
                        links(Relation.WANTS)
                                .map(link -> new Remark("wanted_by", link.unit() + " wants it and goes on without it")))
                .distinct()
                .toList();
    }

    List<Remark> warnings() {
        var warnings = new ArrayList<Remark>();
        if (holders.size() > 1 && !(method instanceof StopMethod.SystemUnits)) {
            warnings.add(new Remark("several_holders", holders.size() + " processes have the socket open"));
        }
        if (listener.holders() instanceof Holders.Partial) {
            warnings.add(new Remark(
                    "holders_unseen", "the agent may not see processes of other users; more may have the socket open"));
        }
        if (evidence.listeners().size() > 1) {
            warnings.add(new Remark("port_shared", "other sockets are on this port too, and stay"));
        }
        units().forEach(facts -> ofUnit(facts, warnings));
        if (method instanceof StopMethod.Container container && isKilledByItsStopSignal(container)) {
            warnings.add(new Remark(
                    "stop_signal_kills",
                    "its stop signal is configured to be SIGKILL, which leaves no time to finish anything"));
        }
        boolean kill = (method instanceof StopMethod.Process(var _, Signal signal) && signal == Signal.SIGKILL)
                || (method instanceof StopMethod.Container(var _, var _, var _, Signal ofContainer)
                        && ofContainer == Signal.SIGKILL);
        if (kill) {
            warnings.add(new Remark(
                    "no_graceful_shutdown", "SIGKILL leaves no time to finish or write anything; data may be lost"));
        }
        return List.copyOf(warnings);
    }

    private boolean isKilledByItsStopSignal(StopMethod.Container container) {
        return evidence.stopFacts().stream()
                .flatMap(facts -> facts.containers().stream())
                .anyMatch(facts -> facts.id().equals(container.id())
                        && List.of("SIGKILL", "KILL", "9").contains(facts.stopSignal()));
    }

    private static void ofUnit(UnitFacts facts, List<Remark> warnings) {
        if (!facts.activeState().equals("active")) {
            warnings.add(new Remark(
                    "unit_not_active",
                    facts.unit() + " is " + facts.activeState() + ": stopping it may not end its process"));
        }
        facts.detail()
                .flatMap(UnitDetail::stopTimeout)
                .filter(timeout -> timeout.compareTo(SHORT) < 0)
                .ifPresent(timeout -> warnings.add(new Remark(
                        "sigkill_configured",
                        facts.unit() + " is configured so that systemd sends SIGKILL after " + Words.of(timeout))));
        if (facts.detail().filter(UnitDetail::cut).isPresent()) {
            warnings.add(new Remark(
                    "dependents_cut",
                    "more units depend on " + facts.unit() + " than are shown; see its dependencies"));
        }
    }
}
