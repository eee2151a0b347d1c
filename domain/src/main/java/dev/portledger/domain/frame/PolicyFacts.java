package dev.portledger.domain.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * What a host does not let be stopped, whoever asks.
 *
 * @param observeOnly nothing may be stopped
 * @param problem why the policy cannot be understood, for which reason nothing may be stopped; empty when it can
 * @param rules at most {@link FrameLimits#MAX_POLICY_RULES}
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record PolicyFacts(boolean observeOnly, Optional<String> problem, List<PolicyRule> rules) {
    public PolicyFacts {
        if (rules.size() > FrameLimits.MAX_POLICY_RULES) {
            throw new IllegalArgumentException("more than " + FrameLimits.MAX_POLICY_RULES + " rules");
        }
        rules = List.copyOf(rules);
    }

    /**
     * A rule.
     *
     * @param rule its stable name, as refusals carry it: {@code protected.sshd}, {@code protected.port:web}
     * @param text what it protects, in a few words
     * @param configured whether it is from the host's configuration, and not built in
     */
    public record PolicyRule(String rule, String text, boolean configured) {}
}
