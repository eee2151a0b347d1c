package dev.portledger.server.approval;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a rule demands of one stop, and why.
 *
 * @param version the version of the rule that demands it
 * @param why which of its conditions were met by what
 */
@Schema(name = "ApprovalDemand", description = "What a rule demands of a stop, and why.")
public record Demand(
        UUID ruleId,
        int version,
        String rule,
        PolicyRule.Kind kind,
        int approvals,
        List<String> approvers,
        String why,
        boolean breakGlass,

        @Schema(implementation = String.class, format = "duration")
        Duration requestValidFor,

        @Schema(implementation = String.class, format = "duration")
        Duration runWithin) {

    public Demand {
        approvers = List.copyOf(approvers);
    }

    static Demand of(PolicyRule rule, String why) {
        return new Demand(
                rule.ruleId(),
                rule.version(),
                rule.name(),
                rule.kind(),
                rule.approvals(),
                rule.approvers(),
                why,
                rule.breakGlass(),
                rule.requestValidFor(),
                rule.runWithin());
    }

    boolean takes(String person) {
        return approvers.isEmpty() || approvers.contains(person);
    }
}
