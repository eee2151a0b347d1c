package dev.portledger.server.stop;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopTarget;
import dev.portledger.server.ledger.EarlierHolders;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes plans from fresh evidence of a port; of the ledger it takes no more than what may bring a holder back. */
final class StopPlanner {

    private StopPlanner() {}

    /**
     * How to free the socket by the right method.
     *
     * @param before who has held its endpoint, as the ledger knows
     */
    static Planning plan(AgentFrame.Evidence evidence, SocketKey socket, List<EarlierHolders.Held> before) {
        Optional<Listener> found = find(evidence, socket);
        if (found.isEmpty()) {
            return new Planning.Outdated(
                    "the agent has looked: " + socket.endpoint() + " is not held by that socket any more");
        }
        return switch (MethodChoice.of(evidence, found.get())) {
            case MethodChoice.Chosen(StopMethod method) -> allowed(evidence, found.get(), method, before);
            case MethodChoice.None(String why, List<String> commands) -> new Planning.Unavailable(why, commands);
        };
    }

    /**
     * How to end, by SIGKILL, what an earlier plan's SIGTERM did not end.
     *
     * @param before who has held its endpoint, as the ledger knows
     */
    static Planning planKill(AgentFrame.Evidence evidence, StopPlan earlier, List<EarlierHolders.Held> before) {
        Optional<Listener> found = find(evidence, earlier.target().socket());
        Optional<StopMethod> kill = withSigkill(earlier.method());
        if (found.isEmpty() || kill.isEmpty()) {
            return new Planning.Outdated("the socket that was to be freed is gone");
        }
        boolean stillHeld = evidence.bootId().equals(earlier.target().bootId())
                && found.get().inode().equals(earlier.target().inode())
                && found.get().holders().list().stream().anyMatch(holder -> isMeant(holder, kill.get()));
        return stillHeld
                ? allowed(evidence, found.get(), kill.get(), before)
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
        StopTarget stopped = earlier.target();
        return ReleasePlan.of(
                evidence,
                new StopTarget(stopped.bootId(), stopped.socket(), stopped.inode(), List.of()),
                earlier.listener());
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
        return plan.isSigkill()
                ? planKill(now, plan, List.of())
                : plan(now, plan.target().socket(), List.of());
    }

    /** One that was shut down by its process no longer listens, and is in the way nevertheless. */
    private static Optional<Listener> find(AgentFrame.Evidence evidence, SocketKey socket) {
        return Stream.concat(
                        evidence.listeners().stream(), evidence.bound().stream().flatMap(List::stream))
                .filter(listener -> listener.key().equals(socket))
                .findFirst();
    }

    private static Planning allowed(
            AgentFrame.Evidence evidence, Listener listener, StopMethod method, List<EarlierHolders.Held> before) {
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
        var returns = new Returns(evidence, holders, method, before);
        var target = new StopTarget(
                evidence.bootId(),
                listener.key(),
                inode,
                holders.stream().map(Holder::process).toList());
        return new Planning.Possible(new StopPlan(
                target,
                method,
                Optional.of(listener),
                holders,
                consequences.alsoEnds(),
                returns.remarks(),
                consequences.warnings(),
                Commands.of(method, target, holders),
                evidence.at(),
                Optional.of(consequences.dependents()),
                returns.restartDelay(),
                Optional.empty()));
    }
}
