package dev.portledger.agent.stop;

import dev.portledger.agent.holder.ProcessGlance;
import dev.portledger.agent.socket.PortView;
import dev.portledger.domain.frame.AgentFrame.Evidence;
import dev.portledger.domain.frame.Protection;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.frame.StopFacts;
import dev.portledger.domain.frame.StopFacts.ContainerFacts;
import dev.portledger.domain.frame.StopFacts.ParentFacts;
import dev.portledger.domain.frame.StopFacts.PortRule;
import dev.portledger.domain.frame.StopFacts.ReleaseFacts;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.Listener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gathers what a plan is made of, by a fresh look at the port and questions to the managers of its holders. */
record EvidenceReader(UUID bootId, PortLook look, HostPolicy policy, Means means) {

    private static final int PID1 = 1;

    Evidence read(ServerFrame.Inspect request) throws IOException {
        PortView view = look.inspect(request.protocol(), request.port(), request.netns());
        List<Listener> sockets = Stream.concat(
                        view.listeners().stream(), view.bound().stream().flatMap(List::stream))
                .toList();
        List<Holder> holders = sockets.stream()
                .flatMap(listener -> listener.holders().list().stream())
                .toList();
        List<UnitFacts> units = units(sockets, holders);
        List<Protection> protection = sockets.stream()
                .flatMap(socket -> socket.holders().list().stream()
                        .flatMap(holder ->
                                policy
                                        .protection(holder, new HostPolicy.Scene(socket, view.related(), units))
                                        .stream()))
                .distinct()
                .toList();
        return new Evidence(
                request.requestId(),
                bootId,
                view.at(),
                view.listeners(),
                view.connections(),
                view.related(),
                units,
                protection,
                view.bound(),
                Optional.of(new StopFacts(
                        means.methods(), containers(holders), parents(holders), Optional.of(release(request)))));
    }

    private ReleaseFacts release(ServerFrame.Inspect request) {
        return new ReleaseFacts(policy.ofPort(new Touched.Port(request.protocol(), request.port()))
                .map(refused -> new PortRule(refused.rule(), refused.message())));
    }

    private List<UnitFacts> units(List<Listener> sockets, List<Holder> holders) {
        List<UnitFacts> units = new ArrayList<>(means.systemd().facts(names(holders, Optional.empty())));
        holders.stream()
                .map(Holder::management)
                .filter(Management.Unit.class::isInstance)
                .flatMap(management -> ((Management.Unit) management).ofUser().stream())
                .distinct()
                .forEach(uid -> units.addAll(means.systemd().facts(uid, names(holders, Optional.of(uid)))));
        if (holders.stream().anyMatch(holder -> holder.process().pid() == PID1)) {
            units.addAll(activation(sockets, units));
        }
        return units;
    }

    private static Set<String> names(List<Holder> holders, Optional<Long> user) {
        return holders.stream()
                .filter(holder -> holder.management() instanceof Management.Unit unit
                        && unit.ofUser().equals(user))
                .map(holder -> ((Management.Unit) holder.management()).name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The socket units that PID 1 holds these sockets for, and what they start. */
    private List<UnitFacts> activation(List<Listener> sockets, List<UnitFacts> known) {
        List<UnitFacts> all = means.systemd().sockets();
        List<UnitFacts> units = sockets.stream()
                .flatMap(socket -> Activation.of(socket, all).stream())
                .distinct()
                .toList();
        Set<String> triggered = units.stream().flatMap(Activation::triggered).collect(Collectors.toSet());
        Set<String> names = known.stream().map(UnitFacts::unit).collect(Collectors.toSet());
        return Stream.concat(units.stream(), all.stream().filter(unit -> triggered.contains(unit.unit())))
                .filter(unit -> !names.contains(unit.unit()))
                .toList();
    }

    private List<ContainerFacts> containers(List<Holder> holders) {
        List<ContainerFacts> facts = new ArrayList<>();
        Set<String> asked = new TreeSet<>();
        for (Holder holder : holders) {
            if (holder.management() instanceof Management.Container container && asked.add(container.id())) {
                means.engines().inspect(container.id(), holder.user().uid()).ifPresent(facts::add);
            }
        }
        return facts;
    }

    /** Of those that no manager started: a unit's and a container's manager is known already. */
    private static List<ParentFacts> parents(List<Holder> holders) {
        List<ParentFacts> parents = new ArrayList<>();
        Set<Integer> pids =
                holders.stream().map(holder -> holder.process().pid()).collect(Collectors.toSet());
        for (Holder holder : holders) {
            if (holder.parentPid() > PID1 && !pids.contains(holder.parentPid())) {
                ProcessGlance.of(holder.parentPid())
                        .ifPresent(parent -> parents.add(new ParentFacts(
                                holder.process().pid(),
                                parent.pid(),
                                parent.comm(),
                                parent.exe(),
                                Supervisors.named(parent),
                                Optional.of(parent.startTicks()))));
            }
        }
        return parents;
    }
}
