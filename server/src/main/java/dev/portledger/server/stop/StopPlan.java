package dev.portledger.server.stop;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What would be done and what comes with it, as it was shown to whoever decides.
 *
 * @param target the socket and its holders, by identity
 * @param method the one thing the agent would do
 * @param listener the socket as the evidence shows it; empty where there is none, as for a release of TIME_WAIT where nobody holds the port
 * @param holders its holders
 * @param alsoEnds what ends with it
 * @param comesBack what would bring the holder back
 * @param warnings what to think of before
 * @param commands what an operator on the host would type for the same
 * @param evidenceAt when the agent looked, agent's clock
 * @param dependents what depends on what ends; empty in plans of before it was asked
 * @param restartDelay how long somebody who comes back may take at least, where that is known
 * @param timeWait what a release of TIME_WAIT sockets is for; empty in plans of anything else, and of before it was told
 */
public record StopPlan(
        StopTarget target,
        StopMethod method,
        Optional<Listener> listener,
        List<Holder> holders,
        List<AlsoEnds> alsoEnds,
        List<Remark> comesBack,
        List<Remark> warnings,
        List<String> commands,
        Instant evidenceAt,
        Optional<List<Remark>> dependents,
        Optional<Duration> restartDelay,
        Optional<TimeWait> timeWait) {

    private static final Duration MARGIN = Duration.ofSeconds(1);
    private static final Duration LONGEST_WATCH = Duration.ofSeconds(60);

    public StopPlan {
        holders = List.copyOf(holders);
        alsoEnds = List.copyOf(alsoEnds);
        comesBack = List.copyOf(comesBack);
        warnings = List.copyOf(warnings);
        commands = List.copyOf(commands);
        dependents = dependents.map(List::copyOf);
    }

    /** Whether it is the second request, which leaves no time to end in order. */
    boolean isSigkill() {
        return switch (method) {
            case StopMethod.Process(var _, Signal signal) -> signal == Signal.SIGKILL;
            case StopMethod.Container(var _, var _, var _, Signal signal) -> signal == Signal.SIGKILL;
            case StopMethod.SystemUnit _,
                    StopMethod.SystemUnits _,
                    StopMethod.UserUnit _,
                    StopMethod.ReleaseTimeWait _ -> false;
        };
    }

    /** How long the port is watched for somebody who takes it again: beyond the delay after which it would be started. */
    Duration verifyFor(Duration atLeast) {
        Duration beyond = restartDelay.map(delay -> delay.plus(MARGIN)).orElse(atLeast);
        Duration longer = beyond.compareTo(atLeast) > 0 ? beyond : atLeast;
        return longer.compareTo(LONGEST_WATCH) > 0 ? LONGEST_WATCH : longer;
    }

    /**
     * The TIME_WAIT sockets of an endpoint when the agent looked. Those that are there when the plan is run are released, be they others.
     *
     * @param lastLeavesAfter how long after {@code evidenceAt} the last of them leaves by itself; empty where the kernel does not tell
     */
    public record TimeWait(int count, Optional<Duration> lastLeavesAfter) {}

    /**
     * Something that ends as well.
     *
     * @param kind {@code process}, {@code unit} or {@code listener}
     * @param text for people
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record AlsoEnds(
            String kind,
            String text,
            Optional<Integer> pid,
            Optional<Protocol> protocol,
            Optional<String> address,
            Optional<Integer> port) {

        static AlsoEnds process(int pid, String text) {
            return new AlsoEnds(
                    "process", text, Optional.of(pid), Optional.empty(), Optional.empty(), Optional.empty());
        }

        static AlsoEnds unit(String text) {
            return new AlsoEnds("unit", text, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }

        static AlsoEnds listener(Listener listener) {
            var endpoint = listener.key().endpoint();
            return new AlsoEnds(
                    "listener",
                    listener.key().protocol().name().toLowerCase(java.util.Locale.ROOT) + " " + endpoint.text(),
                    Optional.empty(),
                    Optional.of(listener.key().protocol()),
                    Optional.of(endpoint.address().text()),
                    Optional.of(endpoint.port()));
        }
    }

    /**
     * Something to know, in a sentence.
     *
     * @param code stable
     */
    public record Remark(String code, String text) {}
}
