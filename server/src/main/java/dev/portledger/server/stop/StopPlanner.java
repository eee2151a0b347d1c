package dev.portledger.server.stop;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
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
        return switch (MethodChoice.of(found.get())) {
            case MethodChoice.Chosen(StopMethod method) -> allowed(evidence, found.get(), method);
            case MethodChoice.None(String why, List<String> commands) -> new Planning.Unavailable(why, commands);
        };
    }

    /** How to end, by SIGKILL, the process that an earlier plan's SIGTERM did not end. */
    static Planning planKill(AgentFrame.Evidence evidence, StopPlan earlier) {
        Optional<Listener> found = find(evidence, earlier.target().socket());
        if (found.isEmpty() || !(earlier.method() instanceof StopMethod.Process(var process, var _))) {
            return new Planning.Outdated("the socket that was to be freed is gone");
        }
        boolean stillHeld = evidence.bootId().equals(earlier.target().bootId())
                && found.get().inode().equals(Optional.of(earlier.target().inode()))
                && found.get().holders().list().stream()
                        .anyMatch(holder -> holder.process().equals(process));
        return stillHeld
                ? allowed(evidence, found.get(), new StopMethod.Process(process, Signal.SIGKILL))
                : new Planning.Outdated("the process that got the SIGTERM does not hold the socket any more");
    }

    /** Why the plan no longer fits what the agent sees now; empty while it does. */
    static Optional<Planning> objection(AgentFrame.Evidence now, StopPlan plan) {
        boolean kill = plan.method() instanceof StopMethod.Process(var _, Signal signal) && signal == Signal.SIGKILL;
        return switch (kill ? planKill(now, plan) : plan(now, plan.target().socket())) {
            case Planning.Possible(StopPlan fresh)
            when fresh.target().equals(plan.target()) && fresh.method().equals(plan.method()) -> Optional.empty();
            case Planning.Possible _ ->
                Optional.of(new Planning.Outdated("the socket's holders are others than in the plan"));
            case Planning changed -> Optional.of(changed);
        };
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
        return new Planning.Possible(new StopPlan(
                new StopTarget(
                        evidence.bootId(),
                        listener.key(),
                        inode,
                        holders.stream().map(Holder::process).toList()),
                method,
                listener,
                holders,
                consequences.alsoEnds(),
                consequences.comesBack(),
                consequences.warnings(),
                Commands.of(method, inode),
                evidence.at()));
    }
}
