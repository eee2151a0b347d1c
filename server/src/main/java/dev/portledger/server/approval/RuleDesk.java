package dev.portledger.server.approval;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What the two resources of rules have in common. */
@ApplicationScoped
class RuleDesk {

    private static final int SHOWN = 1_000;

    private final RuleBook book;
    private final RuleStore store;
    private final Askers people;

    RuleDesk(RuleBook book, RuleStore store, Askers people) {
        this.book = book;
        this.store = store;
        this.people = people;
    }

    RuleView.Page list(PolicyRule.Kind kind) throws SQLException {
        List<RuleView> views = new ArrayList<>();
        for (PolicyRule rule : store.latest(kind, SHOWN)) {
            views.add(view(rule));
        }
        return new RuleView.Page(views);
    }

    RuleView.Versions versions(PolicyRule.Kind kind, String ruleId) throws SQLException {
        List<PolicyRule> versions = store.versions(kind, id(ruleId));
        if (versions.isEmpty()) {
            throw unknown(ruleId);
        }
        return new RuleView.Versions(versions);
    }

    RuleView make(PolicyRule.Kind kind, RuleDraft draft) throws SQLException {
        return view(book.make(kind, draft, people.asking()));
    }

    RuleView change(PolicyRule.Kind kind, String ruleId, RuleDraft draft) throws SQLException {
        return view(book.follow(kind, id(ruleId), draft, people.asking()));
    }

    RuleView retire(PolicyRule.Kind kind, String ruleId, RuleView.Retirement retirement) throws SQLException {
        return view(book.retire(kind, id(ruleId), retirement.follows(), retirement.reason(), people.asking()));
    }

    private RuleView view(PolicyRule rule) throws SQLException {
        return new RuleView(rule, book.warnings(rule));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw unknown(text);
        }
    }

    private static ProblemException unknown(String ruleId) {
        return new ProblemException(ErrorCode.NOT_FOUND, "no rule has the id " + ruleId);
    }
}
