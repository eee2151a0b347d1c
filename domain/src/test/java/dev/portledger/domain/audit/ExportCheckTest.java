package dev.portledger.domain.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be done to an export, and what its verifier says. */
final class ExportCheckTest {

    private static final int COUNT = 7;

    private final Logs logs = new Logs();
    private final List<AuditEntry> entries = Logs.entries(COUNT, UnaryOperator.identity());

    private Verdict edited(UnaryOperator<List<String>> edit) {
        return logs.verify(edit.apply(new ArrayList<>(logs.export(entries))).stream());
    }

    private static void assertBad(Verdict verdict, long sequence, Fault.Kind kind) {
        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.BAD);
        assertThat(verdict.firstBad().orElseThrow().sequence())
                .as(verdict.toString())
                .isEqualTo(sequence);
        assertThat(verdict.firstBad().orElseThrow().kind())
                .as(verdict.toString())
                .isEqualTo(kind);
    }

    private static int line(List<String> lines, long sequence) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("\"sequence\":" + sequence + ",")) {
                return i;
            }
        }
        throw new AssertionError("no entry " + sequence);
    }

    @Test
    void whatNobodyTouchedIsGood() {
        Verdict verdict = logs.verify(logs.export(entries).stream());
        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.OK);
        assertThat(verdict.entries()).isEqualTo(COUNT);
        assertThat(verdict.checkpoints()).isEqualTo(3);
        assertThat(verdict.cosigningHosts()).isEqualTo(1);
        assertThat(verdict.keepingHosts()).isZero();
    }

    @Test
    void linesReadAsTheyWereWritten() {
        for (String line : logs.export(entries)) {
            assertThat(ExportJson.write(ExportJson.read(line))).isEqualTo(line);
        }
    }

    @Test
    void namesAChangedEntry() {
        assertBad(
                edited(lines -> {
                    lines.replaceAll(line -> line.replace("user-5", "user-6"));
                    return lines;
                }),
                5,
                Fault.Kind.CHANGED);
    }

    @Test
    void namesAMissingEntry() {
        assertBad(
                edited(lines -> {
                    lines.remove(line(lines, 4));
                    return lines;
                }),
                4,
                Fault.Kind.MISSING);
    }

    @Test
    void namesAnEntryThatIsThereTwice() {
        assertBad(
                edited(lines -> {
                    lines.add(line(lines, 4), lines.get(line(lines, 3)));
                    return lines;
                }),
                3,
                Fault.Kind.UNEXPECTED);
    }

    @Test
    void namesEntriesInAnotherOrder() {
        assertBad(
                edited(lines -> {
                    Collections.swap(lines, line(lines, 4), line(lines, 5));
                    return lines;
                }),
                4,
                Fault.Kind.MISSING);
    }

    @Test
    void namesTheEndOfAFileThatWasCut() {
        for (int keep = 2; keep < logs.export(entries).size(); keep++) {
            int lines = keep;
            Verdict verdict = logs.verify(logs.export(entries).stream().limit(lines));
            assertThat(verdict.status()).as(lines + " lines: " + verdict).isEqualTo(Verdict.Status.BAD);
            assertThat(verdict.firstBad().orElseThrow().sequence()).isEqualTo(verdict.entries() + 1);
        }
    }

    @Test
    void namesAnEntryWithItsOwnHashThatIsNotLinked() {
        AuditEntry forged = Logs.by("mallory", entries.get(4)).sealed();
        assertBad(
                edited(lines -> {
                    lines.set(line(lines, 5), ExportJson.write(new ExportLine.Entry(forged, Optional.empty())));
                    return lines;
                }),
                6,
                Fault.Kind.UNLINKED);
    }

    /** The forger has no key: the checkpoints are the old ones. Entry 5 is between the checkpoints of 4 and of 6. */
    @Test
    void namesWhereARecomputedLogLeavesWhatWasSigned() {
        List<AuditEntry> forged =
                Logs.entries(COUNT, entry -> entry.sequence() == 5 ? Logs.by("mallory", entry) : entry);
        assertBad(
                edited(lines -> {
                    forged.forEach(entry -> lines.set(
                            line(lines, entry.sequence()),
                            ExportJson.write(new ExportLine.Entry(entry, Optional.empty()))));
                    return lines;
                }),
                5,
                Fault.Kind.REWRITTEN);
    }

    /** With the log's key everything fits, until a host is asked. */
    @Test
    void onlyAHostShowsWhatWasRecomputedWithTheKey() {
        List<AuditEntry> forged =
                Logs.entries(COUNT, entry -> entry.sequence() == 5 ? Logs.by("mallory", entry) : entry);
        List<String> export = logs.export(forged);
        assertThat(logs.verify(export.stream()).status()).isEqualTo(Verdict.Status.OK);
        assertBad(
                ExportCheck.verify(export.stream(), Optional.of(logs.log.key()), logs.kept(entries, 4, 5, 7)),
                5,
                Fault.Kind.REWRITTEN);
        assertBad(
                ExportCheck.verify(export.stream(), Optional.empty(), logs.kept(entries, 3, 7)),
                4,
                Fault.Kind.REWRITTEN);
    }

    @Test
    void onlyAHostShowsWhatWasCutOffWithTheKey() {
        List<String> export = logs.export(entries.subList(0, 4));
        assertThat(logs.verify(export.stream()).status()).isEqualTo(Verdict.Status.OK);
        assertBad(
                ExportCheck.verify(export.stream(), Optional.of(logs.log.key()), logs.kept(entries, 2, 6)),
                5,
                Fault.Kind.CUT_OFF);
    }

    /** What a host has seen after the export says nothing of it. */
    @Test
    void aLaterCheckpointOfAHostIsNoProofOfACut() {
        List<String> export = logs.export(entries.subList(0, 4)).stream()
                .map(line -> line.replace(
                        Logs.AT.plusSeconds(1_000).toString(),
                        Logs.AT.plusSeconds(5).toString()))
                .toList();
        Verdict verdict = ExportCheck.verify(export.stream(), Optional.of(logs.log.key()), logs.kept(entries, 2, 6));
        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.CANNOT_TELL);
        assertThat(verdict.remarks()).anySatisfy(remark -> assertThat(remark).contains("export again"));
    }

    @Test
    void aHostThatAgreesIsCounted() {
        Verdict verdict =
                ExportCheck.verify(logs.export(entries).stream(), Optional.empty(), logs.kept(entries, 1, 2, 6));
        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.OK);
        assertThat(verdict.keepingHosts()).isEqualTo(1);
    }

    @Test
    void withoutAKeyFromElsewhereItCannotTell() {
        Verdict verdict = ExportCheck.verify(logs.export(entries).stream(), Optional.empty(), HostEvidence.none());
        assertThat(verdict.status()).isEqualTo(Verdict.Status.CANNOT_TELL);
        assertThat(verdict.remarks()).anySatisfy(remark -> assertThat(remark).contains("only found in the export"));
    }

    @Test
    void anotherKeyIsNoneOfTheLogs() {
        Logs other = new Logs();
        assertBad(other.verify(logs.export(entries).stream()), 1, Fault.Kind.UNPROVEN);
        Verdict stranger =
                ExportCheck.verify(logs.export(entries).stream(), Optional.of(logs.log.key()), other.kept(entries, 2));
        assertThat(stranger.status()).as(stranger.toString()).isEqualTo(Verdict.Status.CANNOT_TELL);
    }

    @Test
    void forgedSignaturesAreFound() {
        Logs other = new Logs();
        String forgedCosignature =
                other.cosigned(logs.signed(entries, 4)).note().lines().toList().getLast();
        // the line of another key under the host's name and id
        NoteSignature theirs = NoteSignature.parse(forgedCosignature);
        String claimed =
                new NoteSignature(logs.host.key().name(), logs.host.key().id(), theirs.value()).line();
        assertBad(
                edited(lines -> {
                    lines.replaceAll(line -> line.contains("\"line\":\"checkpoint\"") && line.contains("\\n4\\n")
                            ? ExportJson.write(new ExportLine.Signed(
                                    logs.signed(entries, 4).note() + claimed + "\n"))
                            : line);
                    return lines;
                }),
                4,
                Fault.Kind.UNPROVEN);
        assertBad(
                edited(lines -> {
                    lines.replaceAll(line -> line.contains("\"line\":\"checkpoint\"") && line.contains("\\n4\\n")
                            ? ExportJson.write(new ExportLine.Signed(
                                    other.signed(entries, 4).note()))
                            : line);
                    return lines;
                }),
                4,
                Fault.Kind.UNPROVEN);
    }

    /** What no hash covers would be taken for part of the log by whoever reads the file. */
    @Test
    void membersThatNoHashCoversAreNotRead() {
        for (String more : List.of("\"approvedBy\":\"boss\",", "\"actor\":\"boss\",")) {
            Verdict verdict = edited(lines -> {
                int at = line(lines, 5);
                lines.set(at, lines.get(at).replace("\"sequence\":5,", "\"sequence\":5," + more));
                return lines;
            });
            assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.CANNOT_TELL);
        }
    }

    @Test
    void whatIsNoExportCannotBeTold() {
        for (String text : List.of("", "{}", "null", "x", "{\"line\":\"end\",\"entries\":0}")) {
            assertThat(logs.verify(Stream.of(text)).status()).as(text).isEqualTo(Verdict.Status.CANNOT_TELL);
        }
        assertThat(logs.verify(Stream.of()).status()).isEqualTo(Verdict.Status.CANNOT_TELL);
    }

    @Test
    void unsignedEvidenceIsNone() {
        Logs other = new Logs();
        String note = other.cosigned(logs.signed(entries, 4)).note();
        HostEvidence evidence = HostEvidence.read(Stream.of(
                ExportJson.write(new ExportLine.Witness(
                        Logs.HOST, logs.host.key().text(), logs.log.key().text(), "https://server")),
                ExportJson.write(new ExportLine.Signed(note)),
                "nonsense"));
        assertThat(evidence.unusable()).hasSize(2);
        Verdict verdict = ExportCheck.verify(logs.export(entries).stream(), Optional.empty(), evidence);
        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.CANNOT_TELL);
    }
}
