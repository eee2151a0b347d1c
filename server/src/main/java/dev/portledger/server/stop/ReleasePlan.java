package dev.portledger.server.stop;

import dev.portledger.domain.bind.TimeWaitCommands;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.StopFacts;
import dev.portledger.domain.frame.StopFacts.PortRule;
import dev.portledger.domain.frame.StopFacts.ReleaseFacts;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plans a release of the TIME_WAIT sockets of an endpoint, after a stop that has left some, or where nobody holds the port to begin with.
 * Where somebody holds it there is no plan: TIME_WAIT is not what is in the way then.
 */
record ReleasePlan(AgentFrame.Evidence evidence, StopTarget target) {

    /**
     * @param target the endpoint, of the boot for which it was wanted
     * @param listener the socket that has left them, where there was one
     */
    static Planning of(AgentFrame.Evidence evidence, StopTarget target, Optional<Listener> listener) {
        return new ReleasePlan(evidence, target).plan(listener);
    }

    private SocketKey socket() {
        return target.socket();
    }

    private Planning plan(Optional<Listener> listener) {
        Optional<Planning> objection = obstacle().or(this::isProtected).or(this::held);
        if (objection.isPresent()) {
            return objection.get();
        }
        List<ConnectionCount> waiting = connections()
                .filter(count -> count.state() == TcpState.TIME_WAIT)
                .toList();
        int count = waiting.stream().mapToInt(ConnectionCount::count).sum();
        if (!evidence.bootId().equals(target.bootId()) || count == 0) {
            return new Planning.Outdated(
                    "no TIME_WAIT sockets are left on " + socket().endpoint().text());
        }
        StopMethod release = new StopMethod.ReleaseTimeWait();
        return new Planning.Possible(new StopPlan(
                target,
                release,
                listener,
                List.of(),
                List.of(),
                List.of(),
                warnings(),
                Commands.of(release, target, List.of()),
                evidence.at(),
                Optional.of(List.of()),
                Optional.empty(),
                Optional.of(new StopPlan.TimeWait(count, lastLeavesAfter(waiting)))));
    }

    private Optional<Planning> obstacle() {
        if (!MethodChoice.offers(evidence, StopMethod.RELEASE_TIME_WAIT)) {
            return unavailable("this host's kernel or its agent cannot release TIME_WAIT sockets (SOCK_DESTROY)");
        }
        return socket().id() instanceof SocketId.Unheld && facts().isEmpty()
                ? unavailable(
                        "this host's agent releases TIME_WAIT sockets only after a stop; a newer one does it here too")
                : Optional.empty();
    }

    private Optional<Planning> unavailable(String why) {
        return Optional.of(new Planning.Unavailable(
                why, List.of(TimeWaitCommands.show(socket().endpoint()).text())));
    }

    private Optional<ReleaseFacts> facts() {
        return evidence.stopFacts().flatMap(StopFacts::release);
    }

    private Optional<Planning> isProtected() {
        return facts().flatMap(ReleaseFacts::refused)
                .map((PortRule rule) -> new Planning.Protected(rule.rule(), rule.message()));
    }

    private Optional<Planning> held() {
        return Stream.concat(
                        evidence.listeners().stream(), evidence.bound().stream().flatMap(List::stream))
                .filter(listener -> listener.key().netns() == socket().netns()
                        && listener.key().endpoint().couldMeet(socket().endpoint()))
                .findFirst()
                .map(listener -> new Planning.Outdated(who(listener) + " holds "
                        + listener.key().endpoint().text() + ", so that TIME_WAIT is not what is in the way"));
    }

    private static String who(Listener listener) {
        List<Holder> holders = listener.holders().list();
        return holders.isEmpty()
                ? "a socket"
                : holders.getFirst().comm() + " " + holders.getFirst().process().pid();
    }

    /** What is left of connections on the endpoint, TIME_WAIT and others. */
    private Stream<ConnectionCount> connections() {
        return evidence.connections().stream()
                .filter(count -> count.count() > 0
                        && count.netns() == socket().netns()
                        && count.endpoint().couldMeet(socket().endpoint()));
    }

    private Optional<Duration> lastLeavesAfter(List<ConnectionCount> waiting) {
        return waiting.stream()
                .flatMap(count -> count.lastLeavesAt().stream())
                .map(last -> Duration.between(evidence.at(), last))
                .map(left -> left.isNegative() ? Duration.ZERO : left)
                .max(Duration::compareTo);
    }

    private List<StopPlan.Remark> warnings() {
        var warnings = new ArrayList<StopPlan.Remark>();
        warnings.add(
                new StopPlan.Remark(
                        "time_wait_protects",
                        "TIME_WAIT keeps late segments of old connections away from new ones between the same addresses and ports;"
                                + " released, they may be taken for data of a new connection, or reset it (RFC 1337; RFC 9293, 3.6.1)"));
        String others = connections()
                .filter(count -> count.state() != TcpState.TIME_WAIT)
                .collect(Collectors.groupingBy(
                        ConnectionCount::state, java.util.TreeMap::new, Collectors.summingInt(ConnectionCount::count)))
                .entrySet()
                .stream()
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            warnings.add(new StopPlan.Remark(
                    "connections_stay",
                    "other connections are left on it (" + others
                            + "); they stay, and may be in the way of a bind too"));
        }
        return List.copyOf(warnings);
    }
}
