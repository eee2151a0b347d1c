package dev.portledger.agent.cli;

import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.ShellCommand;
import dev.portledger.domain.bind.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A diagnosis as lines for a terminal, in the words of the console. */
final class DiagnosisText {

    private DiagnosisText() {}

    static List<String> lines(Diagnosis diagnosis) {
        List<String> lines = new ArrayList<>();
        lines.add(diagnosis.summary());
        section(lines, "evidence", diagnosis.evidence().stream());
        lines.add("");
        lines.add("remedy     " + diagnosis.remedy());
        section(lines, "commands", diagnosis.commands().stream().map(ShellCommand::text));
        section(lines, "beware", diagnosis.warnings().stream().map(Warning::text));
        section(lines, "not seen", diagnosis.unknown().stream());
        return lines;
    }

    private static void section(List<String> lines, String name, Stream<String> entries) {
        List<String> all = entries.toList();
        for (int i = 0; i < all.size(); i++) {
            lines.add(String.format(Locale.ROOT, "%-10s %s", i == 0 ? name : "", all.get(i)));
        }
    }
}
