package dev.portledger.agent.stop;

import dev.portledger.agent.holder.IdentityCheck;
import dev.portledger.agent.socket.PortView;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.stop.StopOutcome.Refused;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Whether the host still is as the plan shows it, and lets it be done. Rules beginning with identity mean: make a new plan. */
record TargetCheck(UUID bootId, HostPolicy policy, Means means) {

    /** Why nothing may be done; empty when it may. */
    Optional<Refused> refusal(ServerFrame.Stop stop, PortView view) throws IOException {
        if (!stop.target().bootId().equals(bootId)) {
            return refused("identity.rebooted", "the host has been rebooted since the plan was made");
        }
        Optional<Listener> listener = new Occupancy(stop.target().socket(), view).targetSocket();
        if (listener.isEmpty()) {
            return refused("identity.socket_gone", "the socket of the plan is not there any more");
        }
        Optional<Long> inode = stop.target().inode();
        if (inode.isEmpty() || !listener.get().inode().equals(inode)) {
            return refused("identity.socket_changed", "the socket has another inode than in the plan");
        }
        Optional<Refused> changed = holdersChanged(stop, listener.get().holders());
        for (ProcessIdentity process : stop.target().holders()) {
            changed = changed.isPresent() ? changed : identity(process, inode.get());
        }
        return changed.isPresent()
                ? changed
                : new MethodCheck(policy, means).refusal(stop, listener.get(), view.related());
    }

    /**
     * The same for TIME_WAIT sockets, which nobody holds. Where somebody holds the endpoint they are not what is in the way, and the plan
     * was for another state of the host.
     */
    Optional<Refused> timeWaitRefusal(ServerFrame.Stop stop, Occupancy seen) {
        if (!stop.target().bootId().equals(bootId)) {
            return refused("identity.rebooted", "the host has been rebooted since the plan was made");
        }
        if (stop.target().socket().protocol() != Protocol.TCP) {
            return refused("method.misused", "only TCP has TIME_WAIT");
        }
        Stream<Listener> holding = Stream.concat(seen.holding().stream(), seen.onlyBound().stream());
        Optional<Listener> held = holding.findFirst();
        if (held.isPresent()) {
            return refused(
                    "identity.endpoint_held",
                    "somebody has taken " + held.get().key().endpoint().text()
                            + " since the plan was made, so that TIME_WAIT is not what is in the way");
        }
        if (means.noRelease().isPresent()) {
            return refused(
                    "method.facility_missing",
                    "TIME_WAIT sockets cannot be released here: "
                            + means.noRelease().get());
        }
        return policy.ofPort(new Touched.Port(
                stop.target().socket().protocol(),
                stop.target().socket().endpoint().port()));
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

    private static Optional<Refused> refused(String rule, String message) {
        return Optional.of(new Refused(rule, message));
    }
}
