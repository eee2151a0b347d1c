package dev.portledger.server.approval;

import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What people do with rules: make one, let another version follow, retire it. Each with its entry in the audit log. */
@ApplicationScoped
class RuleBook {

    private static final String UNIQUE_VIOLATION = "23505";
    private static final int MOST_RULES = 500;

    private final RuleStore store;
    private final Askers people;
    private final AuditLog audit;
    private final Clock clock = Clock.systemUTC();

    RuleBook(RuleStore store, Askers people, AuditLog audit) {
        this.store = store;
        this.people = people;
        this.audit = audit;
    }

    /** @throws ProblemException BODY_INVALID or REASON_REQUIRED */
    @Transactional
    PolicyRule make(PolicyRule.Kind kind, RuleDraft draft, Person by) throws SQLException {
        if (draft.follows().isPresent()) {
            throw new ProblemException(ErrorCode.BODY_INVALID, "a new rule follows no version", "follows");
        }
        if (store.count() >= MOST_RULES) {
            throw new ProblemException(ErrorCode.RULE_CONFLICT, "there are " + MOST_RULES + " rules already");
        }
        PolicyRule rule = draft.rule(UUID.randomUUID(), kind, by.name(), now());
        return write(rule, Optional.empty(), reason(draft.reason()), by, "rule.made");
    }

    /** @throws ProblemException NOT_FOUND, BODY_INVALID, REASON_REQUIRED or RULE_CONFLICT when another version is the latest */
    @Transactional
    PolicyRule follow(PolicyRule.Kind kind, UUID ruleId, RuleDraft draft, Person by) throws SQLException {
        PolicyRule before = latest(kind, ruleId);
        requireLatest(before, draft.follows());
        PolicyRule rule = draft.rule(ruleId, kind, by.name(), now());
        return write(rule, Optional.of(before), reason(draft.reason()), by, "rule.changed");
    }

    /** @throws ProblemException NOT_FOUND, REASON_REQUIRED or RULE_CONFLICT */
    @Transactional
    PolicyRule retire(PolicyRule.Kind kind, UUID ruleId, Optional<Integer> follows, Optional<String> reason, Person by)
            throws SQLException {
        PolicyRule before = latest(kind, ruleId);
        requireLatest(before, follows);
        if (before.retired()) {
            throw new ProblemException(ErrorCode.RULE_CONFLICT, "the rule is retired already");
        }
        PolicyRule retired = new PolicyRule(
                ruleId,
                before.version() + 1,
                kind,
                before.name(),
                before.match(),
                before.effect(),
                before.approvals(),
                before.approvers(),
                before.requestValidFor(),
                before.runWithin(),
                before.breakGlass(),
                true,
                by.name(),
                now());
        return write(retired, Optional.of(before), reason(reason), by, "rule.retired");
    }

    PolicyRule latest(PolicyRule.Kind kind, UUID ruleId) throws SQLException {
        return store.latest(kind, ruleId)
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "no rule has the id " + ruleId));
    }

    /** What is odd about a rule without being wrong: sentences for whoever made it. */
    List<String> warnings(PolicyRule rule) throws SQLException {
        List<String> warnings = new ArrayList<>();
        if (rule.retired() || rule.effect() == PolicyRule.Effect.FORBID) {
            return warnings;
        }
        int possible = people.approvers(rule.approvers());
        if (possible < rule.approvals()) {
            warnings.add("It demands " + rule.approvals() + " approvals, and " + possible
                    + (possible == 1 ? " person could give one" : " people could give one")
                    + (rule.breakGlass()
                            ? ": such stops run by break-glass only."
                            : ": such stops cannot be run at all."));
        } else if (possible == rule.approvals()) {
            warnings.add("Everybody who could approve has to; what one of them asks for cannot be approved.");
        }
        return warnings;
    }

    private PolicyRule write(PolicyRule rule, Optional<PolicyRule> before, String reason, Person by, String action)
            throws SQLException {
        try {
            store.insert(rule);
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw conflict();
            }
            throw e;
        }
        audit.append(AuditDraft.of(new Actor.Person(by.name()), action)
                .because(reason)
                .with("rule", rule.ruleId().toString())
                .with("kind", rule.kind().name())
                .with("before", before.map(RuleBook::told))
                .with("after", told(rule)));
        return rule;
    }

    private static Map<?, ?> told(PolicyRule rule) {
        return dev.portledger.domain.frame.FrameJson.mapper().convertValue(rule, Map.class);
    }

    private static void requireLatest(PolicyRule latest, Optional<Integer> follows) {
        if (!follows.equals(Optional.of(latest.version()))) {
            throw conflict();
        }
    }

    private static ProblemException conflict() {
        return new ProblemException(
                ErrorCode.RULE_CONFLICT, "another version of the rule is the latest; look at it first", "follows");
    }

    private static String reason(Optional<String> text) {
        try {
            return RuleDraft.line("reason", text.orElse(""), 3, 1_000);
        } catch (ProblemException e) {
            throw new ProblemException(ErrorCode.REASON_REQUIRED, String.valueOf(e.getMessage()), "reason");
        }
    }

    private java.time.Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
