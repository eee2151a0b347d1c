package dev.portledger.server.stop;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopTarget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What would be done and what comes with it, as it was shown to whoever decides.
 *
 * @param target the socket and its holders, by identity
 * @param method the one thing the agent would do
 * @param listener the socket as the evidence shows it
 * @param holders its holders
 * @param alsoEnds what ends with it
 * @param comesBack what would bring the holder back
 * @param warnings what to think of before
 * @param commands what an operator on the host would type for the same
 * @param evidenceAt when the agent looked, agent's clock
 */
public record StopPlan(
        StopTarget target,
        StopMethod method,
        Listener listener,
        List<Holder> holders,
        List<AlsoEnds> alsoEnds,
        List<Remark> comesBack,
        List<Remark> warnings,
        List<String> commands,
        Instant evidenceAt) {

    public StopPlan {
        holders = List.copyOf(holders);
        alsoEnds = List.copyOf(alsoEnds);
        comesBack = List.copyOf(comesBack);
        warnings = List.copyOf(warnings);
        commands = List.copyOf(commands);
    }

    /**
     * Something that ends as well.
     *
     * @param kind {@code process} or {@code listener}
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
