package dev.portledger.server.approval;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.text.OneLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A rule as somebody wants it.
 *
 * @param name at most 100 characters in one line
 * @param match nothing: every stop
 * @param effect APPROVAL unless given; FORBID for protected things only
 * @param approvals 1 to 20; 1 unless given
 * @param approvers names of people; none: anybody who is an approver
 * @param requestValidFor one minute to 30 days; an hour unless given
 * @param runWithin one minute to a day; 15 minutes unless given
 * @param breakGlass true unless given
 * @param reason why it is changed, 3 to 1,000 characters
 * @param follows the version that this one is to follow; none for a new rule
 */
@Schema(name = "PolicyRuleDraft")
public record RuleDraft(
        Optional<String> name,
        Optional<RuleMatch> match,
        Optional<PolicyRule.Effect> effect,
        Optional<Integer> approvals,
        Optional<List<String>> approvers,

        @Schema(implementation = String.class, format = "duration")
        Optional<Duration> requestValidFor,

        @Schema(implementation = String.class, format = "duration")
        Optional<Duration> runWithin,

        Optional<Boolean> breakGlass,
        Optional<String> reason,
        Optional<Integer> follows) {

    static final RuleMatch EVERYTHING = new RuleMatch(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final int MOST_APPROVALS = 20;
    private static final int MOST_APPROVERS = 50;
    private static final int LONGEST_PATTERN = 200;
    private static final int MOST_LABELS = 20;

    /** The rule that this makes. @throws ProblemException BODY_INVALID with the field that is wrong */
    PolicyRule rule(UUID ruleId, PolicyRule.Kind kind, String by, java.time.Instant now) {
        PolicyRule.Effect does = effect.orElse(PolicyRule.Effect.APPROVAL);
        if (does == PolicyRule.Effect.FORBID && kind == PolicyRule.Kind.APPROVAL) {
            throw invalid("an approval rule does not forbid; make it a protected thing", "effect");
        }
        boolean forbids = does == PolicyRule.Effect.FORBID;
        return new PolicyRule(
                ruleId,
                follows.orElse(0) + 1,
                kind,
                line("name", name.orElse(""), 1, 100),
                checked(match.orElse(EVERYTHING), kind),
                does,
                forbids ? 0 : inRange("approvals", approvals.orElse(1), 1, MOST_APPROVALS),
                people(),
                span("requestValidFor", requestValidFor.orElse(Duration.ofHours(1)), Duration.ofDays(30)),
                span("runWithin", runWithin.orElse(Duration.ofMinutes(15)), Duration.ofDays(1)),
                !forbids && breakGlass.orElse(true),
                false,
                by,
                now);
    }

    private List<String> people() {
        List<String> names = approvers.orElse(List.of()).stream().distinct().toList();
        if (names.size() > MOST_APPROVERS) {
            throw invalid("at most " + MOST_APPROVERS + " approvers are named", "approvers");
        }
        names.forEach(person -> line("approvers", person, 1, 100));
        return names;
    }

    private static RuleMatch checked(RuleMatch match, PolicyRule.Kind kind) {
        List.of(match.host(), match.unit(), match.user(), match.exe(), match.container())
                .forEach(glob -> glob.ifPresent(text -> line("match", text, 1, LONGEST_PATTERN)));
        match.hostLabels().ifPresent(labels -> {
            if (labels.size() > MOST_LABELS) {
                throw invalid("at most " + MOST_LABELS + " labels are compared", "hostLabels");
            }
            labels.forEach((label, value) -> {
                line("hostLabels", label, 1, LONGEST_PATTERN);
                line("hostLabels", String.valueOf(value), 0, LONGEST_PATTERN);
            });
        });
        match.ports().ifPresent(text -> {
            if (PortSpan.parse(text).isEmpty()) {
                throw invalid("ports are written as 5432 or 8000-8999", "ports");
            }
        });
        match.moreThanHosts().ifPresent(hosts -> inRange("moreThanHosts", hosts, 1, 1_000_000));
        if (kind == PolicyRule.Kind.PROTECTED && match.equals(EVERYTHING)) {
            throw invalid("say what is protected", "match");
        }
        return match;
    }

    /** One line of text. @throws ProblemException BODY_INVALID */
    static String line(String field, String text, int shortest, int longest) {
        String given = text.strip();
        if (!OneLine.is(given, shortest, longest)) {
            throw invalid(field + " has " + shortest + " to " + longest + " characters in one line", field);
        }
        return given;
    }

    private static int inRange(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw invalid(field + " is a number from " + least + " to " + most, field);
        }
        return value;
    }

    private static Duration span(String field, Duration value, Duration longest) {
        if (value.compareTo(Duration.ofMinutes(1)) < 0 || value.compareTo(longest) > 0) {
            throw invalid(field + " is a time from PT1M to " + longest, field);
        }
        return Duration.ofSeconds(value.toSeconds());
    }

    private static ProblemException invalid(String why, String field) {
        return new ProblemException(ErrorCode.BODY_INVALID, why, field);
    }
}
