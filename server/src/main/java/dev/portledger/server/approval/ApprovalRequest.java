package dev.portledger.server.approval;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A wait for others to agree.
 *
 * @param digest of exactly what they agree to
 * @param demands the rules as they were when it was asked for
 * @param expiresAt until then others may agree
 * @param runBefore until then it may be run; empty until it is approved
 */
public record ApprovalRequest(
        Subject subject,
        String digest,
        List<Demand> demands,
        String reason,
        Optional<String> ticket,
        Person requester,
        Instant requestedAt,
        Instant expiresAt,
        Optional<Instant> runBefore,
        ApprovalState state,
        Optional<Instant> endedAt) {

    public ApprovalRequest {
        demands = List.copyOf(demands);
    }

    /** How many people have to agree. */
    int needed() {
        return needed(demands);
    }

    static int needed(List<Demand> demands) {
        return demands.stream().mapToInt(Demand::approvals).max().orElse(0);
    }

    /** How many more have to, so that every rule has as many of its own as it demands. */
    static int missing(List<Demand> demands, List<Decision> decisions) {
        return demands.stream()
                .mapToInt(demand -> demand.approvals()
                        - (int) decisions.stream()
                                .filter(Decision::approves)
                                .filter(decision -> demand.takes(decision.name()))
                                .count())
                .max()
                .orElse(0);
    }

    /** The shortest of the times that the demands give. */
    public static Duration validFor(List<Demand> demands) {
        return demands.stream()
                .map(Demand::requestValidFor)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    static Duration runWithin(List<Demand> demands) {
        return demands.stream()
                .map(Demand::runWithin)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }
}
