package dev.portledger.agent.cli;

import dev.portledger.domain.audit.Verdict;
import java.util.ArrayList;
import java.util.List;

/** A verdict in words. */
final class VerdictText {

    private VerdictText() {}

    static List<String> of(Verdict verdict) {
        List<String> lines = new ArrayList<>();
        lines.add(
                switch (verdict.status()) {
                    case OK ->
                        "good: " + verdict.entries() + " entries"
                                + (verdict.filtered() ? " of " + verdict.size() : "")
                                + " are as they were signed";
                    case BAD -> "BAD";
                    case CANNOT_TELL -> "cannot tell";
                });
        verdict.firstBad()
                .ifPresent(bad -> lines.add("first bad entry: " + bad.sequence() + "  " + bad.kind() + ": "
                        + ListenerText.printable(bad.message())));
        verdict.exportedAt().ifPresent(at -> lines.add("exported " + at + ", by its own words"));
        if (verdict.status() != Verdict.Status.BAD && !verdict.filtered()) {
            lines.add(verdict.checkpoints() + " checkpoints of the log agree; cosigned by " + verdict.cosigningHosts()
                    + " hosts, by the keys the server names");
            lines.add(
                    verdict.keepingHosts() == 0
                            ? "no checkpoints from hosts were given: a log that was recomputed with its own key would not show"
                            : verdict.keepingHosts() + " hosts have kept checkpoints that agree");
        }
        verdict.remarks().forEach(remark -> lines.add(ListenerText.printable(remark)));
        return lines;
    }
}
