package dev.portledger.server.approval;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A rule, and what is odd about it. */
@Schema(name = "PolicyRuleView")
public record RuleView(
        @JsonUnwrapped PolicyRule rule,

        @Schema(
                description =
                        "What is odd about it without being wrong, such as more approvals than there are approvers")
        List<String> warnings) {

    public RuleView {
        warnings = List.copyOf(warnings);
    }

    /** Rules, with how many. */
    @Schema(name = "PolicyRules")
    public record Page(List<RuleView> items) {}

    /** All versions of a rule, the latest first. */
    @Schema(name = "PolicyRuleHistory")
    public record Versions(List<PolicyRule> items) {}

    /** Why a rule is retired, and which version of it is. */
    @Schema(name = "PolicyRuleRetirement")
    public record Retirement(java.util.Optional<String> reason, java.util.Optional<Integer> follows) {}
}
