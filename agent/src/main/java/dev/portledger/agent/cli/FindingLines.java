package dev.portledger.agent.cli;

import dev.portledger.domain.finding.Finding;
import dev.portledger.domain.finding.FindingText;
import dev.portledger.domain.finding.HostFindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Findings as {@code doctor} prints them: a line each, and below it what it is known by, what to do, and the commands. */
final class FindingLines {

    private static final String BELOW = " ".repeat(11);

    private FindingLines() {}

    static List<String> of(HostFindings found) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : found.findings()) {
            FindingText text = FindingText.of(finding);
            lines.add(line("finding", finding.code(), text.summary()));
            text.evidence().forEach(sentence -> lines.add(BELOW + sentence));
            lines.add(BELOW + text.remedy());
            text.commands().forEach(command -> lines.add(BELOW + "$ " + command.text()));
        }
        found.unknown().forEach(unknown -> lines.add(line("unknown", unknown.code(), unknown.why())));
        return lines;
    }

    private static String line(String word, Finding.Code code, String text) {
        return String.format(Locale.ROOT, "%-10s %s: %s", word, code.text(), text);
    }
}
