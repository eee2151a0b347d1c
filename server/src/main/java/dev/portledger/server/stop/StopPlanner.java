package dev.portledger.server.stop;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopTarget;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes plans from fresh evidence of a port, and from nothing else. */
final class StopPlanner {

    private StopPlanner() {}

    /** How to free the socket by the right method. */
    static Planning plan(AgentFrame.Evidence evidence, SocketKey socket) {
        Optional<Listener> found = find(evidence, socket);
        if (found.isEmpty()) {
            return new Planning.Outdated(
                    "the agent has looked: " + socket.endpoint() + " is not held by that socket any more");
        }
        return switch (MethodChoice.of(evidence, found.get())) {
            case MethodChoice.Chosen(StopMethod method) -> allowed(evidence, found.get(), method);
            case MethodChoice.None(String why, List<String> commands) -> new Planning.Unavailable(why, commands);
        };
    }

    /** How to end, by SIGKILL, what an earlier plan's SIGTERM did not end. */
    static Planning planKill(AgentFrame.Evidence evidence, StopPlan earlier) {
        Optional<Listener> found = find(evidence, earlier.target().socket());
        Optional<StopMethod> kill = withSigkill(earlier.method());
        if (found.isEmpty() || kill.isEmpty()) {
            return new Planning.Outdated("the socket that was to be freed is gone");
        }
        boolean stillHeld = evidence.bootId().equals(earlier.target().bootId())
                && found.get().inode().equals(Optional.of(earlier.target().inode()))
                && found.get().holders().list().stream().anyMatch(holder -> isMeant(holder, kill.get()));
        return stillHeld
                ? allowed(evidence, found.get(), kill.get())
                : new Planning.Outdated("what got the SIGTERM does not hold the socket any more");
    }

    private static Optional<StopMethod> withSigkill(StopMethod method) {
        return switch (method) {
            case StopMethod.Process(var process, var _) -> Optional.of(new StopMethod.Process(process, Signal.SIGKILL));
            case StopMethod.Container(String runtime, String id, var name, var _) ->
                Optional.of(new StopMethod.Container(runtime, id, name, Signal.SIGKILL));
            case StopMethod.SystemUnit _,
                    StopMethod.SystemUnits _,
                    StopMethod.UserUnit _,
                    StopMethod.ReleaseTimeWait _ -> Optional.empty();
        };
    }

    private static boolean isMeant(Holder holder, StopMethod method) {
        return switch (method) {
            case StopMethod.Process(var process, var _) -> holder.process().equals(process);
            case StopMethod.Container container ->
                holder.management() instanceof Management.Container managed
                        && managed.id().equals(container.id());
            case StopMethod.SystemUnit _,
                    StopMethod.SystemUnits _,
                    StopMethod.UserUnit _,
                    StopMethod.ReleaseTimeWait _ -> false;
        };
    }

    /** How to release the TIME_WAIT sockets that an earlier stop has left. */
    static Planning planRelease(AgentFrame.Evidence evidence, StopPlan earlier) {
        SocketKey socket = earlier.target().socket();
        int waiting = evidence.connections().stream()
                .filter(count -> count.state() == TcpState.TIME_WAIT && count.netns() == socket.netns())
                .mapToInt(ConnectionCount::count)
                .sum();
        if (!evidence.bootId().equals(earlier.target().bootId()) || waiting == 0) {
            return new Planning.Outdated("no TIME_WAIT sockets are left on the port");
        }
        if (!MethodChoice.offers(evidence, StopMethod.RELEASE_TIME_WAIT)) {
            return new Planning.Unavailable(
                    "this host's kernel or its agent cannot release TIME_WAIT sockets (SOCK_DESTROY)",
                    List.of("ss -tan state time-wait 'sport = :"
                            + socket.endpoint().port() + "'"));
        }
        StopTarget target =
                new StopTarget(evidence.bootId(), socket, earlier.target().inode(), List.of());
        StopMethod release = new StopMethod.ReleaseTimeWait();
        return new Planning.Possible(new StopPlan(
                target,
                release,
                earlier.listener(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new StopPlan.Remark(
                        "time_wait_protects",
                        "TIME_WAIT keeps late segments of old connections from reaching new ones; released, they may")),
                Commands.of(release, target, List.of()),
                evidence.at(),
                Optional.of(List.of()),
                Optional.empty()));
    }

    /** Why the plan no longer fits what the agent sees now; empty while it does. */
    static Optional<Planning> objection(AgentFrame.Evidence now, StopPlan plan) {
        return switch (again(now, plan)) {
            case Planning.Possible(StopPlan fresh)
            when fresh.target().equals(plan.target()) && fresh.method().equals(plan.method()) -> Optional.empty();
            case Planning.Possible _ ->
                Optional.of(new Planning.Outdated("the socket's holders are others than in the plan"));
            case Planning changed -> Optional.of(changed);
        };
    }

    private static Planning again(AgentFrame.Evidence now, StopPlan plan) {
        if (plan.method() instanceof StopMethod.ReleaseTimeWait) {
            return planRelease(now, plan);
        }
        return plan.isSigkill() ? planKill(now, plan) : plan(now, plan.target().socket());
    }

    /** One that was shut down by its process no longer listens, and is in the way nevertheless. */
    private static Optional<Listener> find(AgentFrame.Evidence evidence, SocketKey socket) {
        return Stream.concat(
                        evidence.listeners().stream(), evidence.bound().stream().flatMap(List::stream))
                .filter(listener -> listener.key().equals(socket))
                .findFirst();
    }

    private static Planning allowed(AgentFrame.Evidence evidence, Listener listener, StopMethod method) {
        List<Holder> holders = listener.holders().list();
        var processes = holders.stream().map(Holder::process).collect(Collectors.toSet());
        var protection = evidence.protection().stream()
                .filter(rule -> processes.contains(rule.process()))
                .findFirst();
        if (protection.isPresent()) {
            return new Planning.Protected(
                    protection.get().rule(), protection.get().message());
        }
        long inode = listener.inode().orElseThrow();
        var consequences = new Consequences(evidence, listener, method);
        var returns = new Returns(evidence, holders, method);
        var target = new StopTarget(
                evidence.bootId(),
                listener.key(),
                inode,
                holders.stream().map(Holder::process).toList());
        return new Planning.Possible(new StopPlan(
                target,
                method,
                listener,
                holders,
                consequences.alsoEnds(),
                returns.remarks(),
                consequences.warnings(),
                Commands.of(method, target, holders),
                evidence.at(),
                Optional.of(consequences.dependents()),
                returns.restartDelay()));
    }
}
