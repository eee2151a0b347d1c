package dev.portledger.server.stop;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.StopFacts;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The right way to make the holders of a socket let go of it, or why there is none. A unit is stopped by its manager and not by a signal:
 * systemd would take the death of its process for a failure, and start it again.
 */
sealed interface MethodChoice {

    record Chosen(StopMethod method) implements MethodChoice {}

    record None(String why, List<String> commands) implements MethodChoice {
        public None {
            commands = List.copyOf(commands);
        }
    }

    /** Names that systemd allows (systemd.unit(5)) and that can't be taken for an option. */
    Pattern UNIT_NAME = Pattern.compile("[A-Za-z0-9:_.\\\\@][A-Za-z0-9:_.\\\\@-]{0,254}");

    /** Forwards a container's ports; it runs in the engine's own service. */
    Set<String> PORT_FORWARDERS = Set.of("docker-proxy", "rootlessport", "conmon");

    static MethodChoice of(AgentFrame.Evidence evidence, Listener listener) {
        List<Holder> holders = listener.holders().list();
        int port = listener.key().endpoint().port();
        if (listener.inode().isEmpty()) {
            return new None(
                    "the agent's source of sockets does not tell the inode, so a holder can't be checked before it is stopped",
                    List.of(Commands.whoHas(listener)));
        }
        if (holders.isEmpty()) {
            return new None(
                    listener.holders() instanceof Holders.Known
                            ? "a kernel socket: no process has it open"
                            : "the agent can't see who has the socket open",
                    List.of(Commands.whoHas(listener)));
        }
        if (listener.holders() instanceof Holders.Partial(var _, var gap) && gap != HolderGap.NOT_PERMITTED) {
            return new None("the holders are still being looked for; try again", List.of(Commands.whoHas(listener)));
        }
        Optional<Holder> forwarder = holders.stream()
                .filter(holder -> PORT_FORWARDERS.contains(holder.comm()))
                .findFirst();
        Set<Management> managers = holders.stream().map(Holder::management).collect(Collectors.toSet());
        boolean containerKnown = managers.size() == 1 && managers.iterator().next() instanceof Management.Container;
        if (forwarder.isPresent() && !containerKnown) {
            return new None(
                    forwarder.get().comm() + " forwards this port to a container; stop the container, never the engine",
                    List.of("docker ps --filter publish=" + port, "docker stop CONTAINER"));
        }
        if (holders.stream().anyMatch(holder -> holder.process().pid() == SocketActivation.PID1)) {
            return SocketActivation.of(evidence, listener);
        }
        boolean unmanaged = managers.stream().allMatch(Management.Unmanaged.class::isInstance);
        return unmanaged
                ? ofProcesses(holders)
                : managers.size() == 1
                        ? of(evidence, managers.iterator().next(), holders)
                        : new None("its holders have different managers", Commands.look(holders));
    }

    /** Whether the host's agent says that it knows a method; agents of before it was asked stop units and processes. */
    static boolean offers(AgentFrame.Evidence evidence, String method) {
        List<String> methods = evidence.stopFacts()
                .map(StopFacts::methods)
                .orElse(List.of(StopMethod.SYSTEM_UNIT, StopMethod.PROCESS));
        return methods.contains(method);
    }

    private static MethodChoice of(AgentFrame.Evidence evidence, Management management, List<Holder> holders) {
        return switch (management) {
            case Management.Unit(String name, var _)
            when !UNIT_NAME.matcher(name).matches() ->
                new None("the unit's name is not one that systemd allows", List.of());
            case Management.Unit(String name, Optional<Long> user)
            when user.isPresent() ->
                offers(evidence, StopMethod.USER_UNIT)
                        ? new Chosen(new StopMethod.UserUnit(name, user.get()))
                        : new None(
                                "a service of a user's own manager (uid " + user.get()
                                        + "), which this agent does not reach",
                                List.of(Commands.stopUserUnit(name, user.get(), holders)));
            case Management.Unit(String name, var _) -> new Chosen(new StopMethod.SystemUnit(name));
            case Management.Container container ->
                isStoppable(evidence, container)
                        ? new Chosen(new StopMethod.Container(
                                container.runtime(), container.id(), container.name(), Signal.SIGTERM))
                        : new None(
                                "the container " + container.shortName() + " of " + container.runtime()
                                        + ", whose engine the agent cannot ask; the engine has to go on, since other"
                                        + " containers need it",
                                List.of(Commands.stopContainer(container)));
            case Management.Unknown(String reason) ->
                new None("it is not known what manages the holder: " + reason, Commands.look(holders));
            case Management.Unmanaged _ -> ofProcesses(holders);
        };
    }

    /** Only by an engine that has answered for just this container. */
    private static boolean isStoppable(AgentFrame.Evidence evidence, Management.Container container) {
        return offers(evidence, StopMethod.CONTAINER)
                && evidence.stopFacts().stream()
                        .flatMap(facts -> facts.containers().stream())
                        .anyMatch(known -> known.id().equals(container.id()));
    }

    /** The one holder of which the others are children, directly or not; SIGTERM to it is what its own shutdown begins with. */
    private static MethodChoice ofProcesses(List<Holder> holders) {
        Set<Integer> pids =
                holders.stream().map(holder -> holder.process().pid()).collect(Collectors.toSet());
        List<Holder> roots = holders.stream()
                .filter(holder -> !pids.contains(holder.parentPid()))
                .toList();
        return roots.size() == 1
                ? new Chosen(new StopMethod.Process(roots.getFirst().process(), Signal.SIGTERM))
                : new None(
                        "several processes that are not each other's children have the socket open",
                        Commands.look(holders));
    }
}
