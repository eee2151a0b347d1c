package dev.portledger.domain.bind;

import java.util.List;

/**
 * A failed bind explained; the command line and the console show these words.
 *
 * @param cause the main cause
 * @param also other causes that hold besides, of the same or of other sockets
 * @param summary the cause in one sentence
 * @param evidence what it is known by, a sentence each
 * @param remedy what to do
 * @param commands the same as shell commands, in order
 * @param warnings wrong moves that are near
 * @param unknown what could not be seen, and why, a sentence each
 */
public record Diagnosis(
        Cause cause,
        List<Cause> also,
        String summary,
        List<String> evidence,
        String remedy,
        List<ShellCommand> commands,
        List<Warning> warnings,
        List<String> unknown) {

    public Diagnosis {
        also = List.copyOf(also);
        evidence = List.copyOf(evidence);
        commands = List.copyOf(commands);
        warnings = List.copyOf(warnings);
        unknown = List.copyOf(unknown);
    }

    /** Finds the cause and puts it into words. */
    public static Diagnosis of(FailedBind failed) {
        CauseRule.Found found = CauseRule.find(failed);
        return new Diagnosis(
                found.cause(),
                found.also(),
                Printable.of(CauseWords.summary(found.cause(), failed)),
                CauseWords.evidence(found.cause(), failed).stream()
                        .map(Printable::of)
                        .toList(),
                CauseWords.remedy(found.cause()),
                CauseCommands.of(found.cause()),
                WarningRule.of(found, failed),
                DoubtWords.of(failed, found).stream().map(Printable::of).toList());
    }
}
