package dev.portledger.server.approval;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Judges stops by the rules in force. The strictest counts: one that forbids stands above all, and of those that demand approvals each
 * has to be met.
 */
@ApplicationScoped
public class Policy {

    private final RuleStore rules;

    Policy(RuleStore rules) {
        this.rules = rules;
    }

    public Verdict judge(Considered stop) throws SQLException {
        return judge(rules.inForce(), stop);
    }

    static Verdict judge(List<PolicyRule> rules, Considered stop) {
        List<Demand> demands = new ArrayList<>();
        for (PolicyRule rule : rules) {
            Optional<String> why = rule.match().met(stop);
            if (why.isPresent()) {
                if (rule.effect() == PolicyRule.Effect.FORBID) {
                    return new Verdict.Forbidden(rule.name(), why.get());
                }
                demands.add(Demand.of(rule, why.get()));
            }
        }
        return new Verdict.Demanded(demands);
    }

    /** The demands of several stops that are asked for as one: each rule once. */
    public static List<Demand> together(List<List<Demand>> each) {
        Map<UUID, Demand> byRule = new LinkedHashMap<>();
        each.forEach(demands -> demands.forEach(demand -> byRule.putIfAbsent(demand.ruleId(), demand)));
        return List.copyOf(byRule.values());
    }
}
