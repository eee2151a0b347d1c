package dev.portledger.server.stop;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.StopFacts;
import dev.portledger.domain.frame.StopFacts.ContainerFacts;
import dev.portledger.domain.frame.StopFacts.ParentFacts;
import dev.portledger.domain.frame.UnitDetail;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.frame.UnitLink;
import dev.portledger.domain.frame.UnitLink.Relation;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.server.ledger.EarlierHolders;
import dev.portledger.server.stop.StopPlan.Remark;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What would bring back what a method ends.
 *
 * @param before who has held the endpoint, as the ledger knows
 */
record Returns(
        AgentFrame.Evidence evidence, List<Holder> holders, StopMethod method, List<EarlierHolders.Held> before) {

    List<Remark> remarks() {
        return switch (method) {
            case StopMethod.SystemUnit _, StopMethod.SystemUnits _, StopMethod.UserUnit _ ->
                units().flatMap(this::ofUnit).distinct().toList();
            case StopMethod.Container container ->
                containers()
                        .filter(facts -> facts.id().equals(container.id()))
                        .flatMap(Returns::ofContainer)
                        .toList();
            case StopMethod.Process(ProcessIdentity process, var _) -> ofProcess(process);
            case StopMethod.ReleaseTimeWait _ -> List.of();
        };
    }

    /** RestartSec= of the units, the longest, or what a parent has taken: how long somebody who comes back may take. */
    Optional<Duration> restartDelay() {
        return Stream.concat(
                        units().flatMap(facts -> facts.detail().flatMap(UnitDetail::restartDelay).stream()),
                        method instanceof StopMethod.Process(ProcessIdentity process, var _)
                                ? respawns(process).map(Respawns::longest).stream()
                                : Stream.empty())
                .max(Duration::compareTo);
    }

    private Stream<UnitFacts> units() {
        return Consequences.unitsOf(evidence, method).stream();
    }

    private Stream<Remark> ofUnit(UnitFacts unit) {
        var remarks = new ArrayList<Remark>();
        unit.restart()
                .filter(policy -> !policy.equals("no"))
                .ifPresent(policy -> remarks.add(new Remark(
                        "restart_policy",
                        "Restart=" + policy + " does not bring it back after a stop; whoever starts it again does")));
        if (unit.detail().isEmpty()) {
            unit.triggeredBy().forEach(trigger -> remarks.add(triggers(trigger)));
        }
        List<String> stopped = Consequences.unitsOf(evidence, method).stream()
                .map(UnitFacts::unit)
                .toList();
        for (UnitLink link : unit.links()) {
            if (link.relation() == Relation.UPHOLDS && link.isUp()) {
                remarks.add(new Remark(
                        "upheld_by", link.unit() + " upholds it: systemd starts it again as soon as it has stopped"));
            }
            if (link.relation() == Relation.TRIGGERS && link.isUp() && !stopped.contains(link.unit())) {
                remarks.add(triggers(link.unit()));
            }
        }
        unit.detail()
                .flatMap(UnitDetail::unitFileState)
                .filter(state -> state.equals("enabled") || state.equals("enabled-runtime"))
                .ifPresent(state -> remarks.add(
                        new Remark("starts_at_boot", unit.unit() + " is enabled: it starts again with the next boot")));
        return remarks.stream();
    }

    private static Remark triggers(String trigger) {
        int dot = trigger.lastIndexOf('.');
        String when =
                switch (dot < 0 ? "" : trigger.substring(dot + 1)) {
                    case "socket" -> "when somebody connects";
                    case "timer" -> "when its time comes";
                    case "path" -> "when its file changes";
                    default -> "when it is triggered";
                };
        return new Remark("triggered_by", trigger + " will start it again " + when);
    }

    private Stream<ContainerFacts> containers() {
        return evidence.stopFacts().map(StopFacts::containers).orElse(List.of()).stream();
    }

    private static Stream<Remark> ofContainer(ContainerFacts container) {
        var remarks = new ArrayList<Remark>();
        container
                .restartPolicy()
                .filter(policy -> !policy.equals("no"))
                .ifPresent(policy -> remarks.add(new Remark(
                        "container_restart_policy",
                        "its restart policy, " + policy + ", does not bring it back after a stop"
                                + (policy.equals("always")
                                        ? "; it does when the engine or the host is started anew"
                                        : ""))));
        if (container.removedWhenStopped()) {
            remarks.add(new Remark("container_removed", "the engine removes the container when it ends (--rm)"));
        }
        return remarks.stream();
    }

    private List<Remark> ofProcess(ProcessIdentity process) {
        Optional<ParentFacts> parent = parent(process);
        Optional<Remark> seen = respawns(process).flatMap(again -> parent.map(known -> respawned(known, again)));
        if (parent.isPresent() && parent.get().supervisor().isPresent()) {
            String supervisor = parent.get().supervisor().get();
            Remark supervised = new Remark(
                    "supervised",
                    supervisor + " (process " + parent.get().pid()
                            + ") supervises it and will start it again: stop it there, " + inItsWords(supervisor));
            return Stream.concat(Stream.of(supervised), seen.stream()).toList();
        }
        return seen.map(List::of).orElseGet(() -> holders.stream()
                .filter(holder -> holder.process().equals(process) && holder.parentPid() > 1)
                .map(holder -> new Remark("parent_respawns", mayRespawn(holder, parent)))
                .toList());
    }

    private Optional<ParentFacts> parent(ProcessIdentity process) {
        return evidence.stopFacts().map(StopFacts::parents).orElse(List.of()).stream()
                .filter(facts -> facts.child() == process.pid())
                .findFirst();
    }

    private Optional<Respawns> respawns(ProcessIdentity process) {
        return parent(process).flatMap(known -> holders.stream()
                .filter(holder -> holder.process().equals(process))
                .findFirst()
                .flatMap(holder -> Respawns.of(holder, known, before)));
    }

    private static Remark respawned(ParentFacts parent, Respawns again) {
        return new Remark(
                "parent_respawned",
                "its parent, process " + parent.pid() + " (" + parent.comm() + "), has started it again "
                        + (again.times() == 1 ? "once" : again.times() + " times")
                        + " in the last day, the last time at " + again.lastAt().truncatedTo(ChronoUnit.SECONDS)
                        + ", within " + Words.of(again.lastWithin())
                        + " of the end of the one before: it will hardly stay stopped unless the parent is told");
    }

    private static String mayRespawn(Holder holder, Optional<ParentFacts> parent) {
        boolean known = parent.flatMap(ParentFacts::startTicks).isPresent()
                && holder.exe().isPresent();
        return "its parent, process " + holder.parentPid()
                + parent.map(facts -> " (" + facts.comm() + ")").orElse("")
                + ", may start it again if it is a supervisor; "
                + (known
                        ? "the ledger has not seen it do so in the last day"
                        : "whether it has done so before is not known");
    }

    private static String inItsWords(String supervisor) {
        return switch (supervisor) {
            case "supervisord" -> "supervisorctl stop NAME";
            case "runit" -> "sv down SERVICE";
            case "s6" -> "s6-svc -d SERVICE";
            case "daemontools" -> "svc -d SERVICE";
            case "monit" -> "monit stop NAME";
            case "pm2" -> "pm2 stop NAME";
            case "circus" -> "circusctl stop NAME";
            case "god" -> "god stop NAME";
            default -> "by " + supervisor + " itself";
        };
    }
}
