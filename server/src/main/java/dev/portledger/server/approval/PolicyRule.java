package dev.portledger.server.approval;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One version of a rule. It is never edited: the next version follows it, and a retired one is no more in force.
 *
 * @param approvals so many people have to agree; 0 where it forbids
 * @param approvers names of those of whom they have to be; empty: anybody who is an approver
 * @param requestValidFor for so long others may agree
 * @param runWithin so long after that it may be run
 * @param breakGlass whether it may be run without them in an emergency
 */
@Schema(name = "PolicyRule", description = "One version of a rule. A change is another version.")
public record PolicyRule(
        UUID ruleId,
        int version,
        Kind kind,
        String name,
        RuleMatch match,
        Effect effect,
        int approvals,
        List<String> approvers,

        @Schema(implementation = String.class, format = "duration", examples = "PT1H")
        Duration requestValidFor,

        @Schema(implementation = String.class, format = "duration", examples = "PT15M")
        Duration runWithin,

        boolean breakGlass,
        boolean retired,
        String changedBy,
        Instant changedAt) {

    public PolicyRule {
        approvers = List.copyOf(approvers);
    }

    /** What a rule is about. */
    @Schema(name = "PolicyRuleKind")
    public enum Kind {
        /** Who has to agree to which requests. */
        APPROVAL,
        /** A thing that is not stopped like any other. */
        PROTECTED
    }

    /** What a rule does to a stop that it is for. */
    @Schema(name = "PolicyRuleEffect")
    public enum Effect {
        APPROVAL,
        /** Nobody may plan it. */
        FORBID
    }
}
