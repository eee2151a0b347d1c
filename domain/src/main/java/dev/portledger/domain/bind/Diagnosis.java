package dev.portledger.domain.bind;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

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

    /** More than this of a kind tells nobody more; what is left out is counted. */
    private static final int MOST = 24;

    private static final int MOST_OTHER_CAUSES = 8;

    /** Nothing was looked at, so that nothing is known but why. */
    public static Diagnosis of(Cause.Unknown unknown) {
        return new Diagnosis(
                unknown,
                List.of(),
                Printable.of(CauseWords.unknown(unknown)),
                List.of(),
                CauseWords.remedyOfUnknown(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Finds the cause and puts it into words. */
    public static Diagnosis of(FailedBind failed) {
        CauseRule.Found found = CauseRule.find(failed);
        return new Diagnosis(
                found.cause(),
                found.also().stream().limit(MOST_OTHER_CAUSES).toList(),
                Printable.of(CauseWords.summary(found.cause(), failed)),
                sentences(Stream.concat(
                                CauseWords.evidence(found.cause(), failed).stream(),
                                FlagWords.evidence(found.inTheWay()).stream())
                        .toList()),
                CauseWords.remedy(found.cause(), failed),
                CauseWords.isOfItself(found.cause(), failed)
                        ? List.of()
                        : CauseCommands.of(found.cause(), failed.attempt().endpoint()).stream()
                                .limit(MOST)
                                .toList(),
                WarningRule.of(found, failed),
                sentences(DoubtWords.of(failed, found)));
    }

    /** The same and what others say besides, each thing once; the cause, its sentence and its remedy stay. */
    public Diagnosis and(List<Diagnosis> others) {
        return new Diagnosis(
                cause,
                all(others, MOST_OTHER_CAUSES + 1, each -> Stream.concat(Stream.of(each.cause), each.also.stream()))
                        .stream()
                        .skip(1)
                        .toList(),
                summary,
                all(others, MOST, each -> each.evidence.stream()),
                remedy,
                all(others, MOST, each -> each.commands.stream()),
                all(others, MOST, each -> each.warnings.stream()),
                all(others, MOST, each -> each.unknown.stream()));
    }

    private <T> List<T> all(List<Diagnosis> others, int most, Function<Diagnosis, Stream<T>> part) {
        return Stream.concat(Stream.of(this), others.stream())
                .flatMap(part)
                .distinct()
                .limit(most)
                .toList();
    }

    private static List<String> sentences(List<String> all) {
        Stream<String> first = all.stream().limit(MOST).map(Printable::of);
        return (all.size() <= MOST ? first : Stream.concat(first, Stream.of("And " + (all.size() - MOST) + " more.")))
                .toList();
    }
}
