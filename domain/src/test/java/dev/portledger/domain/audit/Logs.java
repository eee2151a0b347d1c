package dev.portledger.domain.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Small logs, with a checkpoint after every second entry, and a host that has cosigned them. */
final class Logs {

    static final UUID HOST = UUID.fromString("5f0c1f6e-8d5b-8a31-9c1e-2b6d3f0a7c11");
    static final Instant AT = Instant.parse("2026-11-17T03:14:15Z");

    final TestingKeys log = TestingKeys.of("portledger-audit/1", NoteKey.Kind.LOG);
    final TestingKeys host = TestingKeys.of(KeptCheckpoints.cosignerName(HOST), NoteKey.Kind.COSIGNER);

    static List<AuditEntry> entries(int count, UnaryOperator<AuditEntry> change) {
        List<AuditEntry> entries = new ArrayList<>();
        String previous = AuditEntry.BEFORE_THE_FIRST;
        for (int i = 1; i <= count; i++) {
            AuditEntry entry = change.apply(new AuditEntry(
                            i,
                            AT.plusSeconds(i),
                            "PERSON",
                            "user-" + i,
                            "test.act",
                            Optional.of(HOST),
                            Optional.of("TCP"),
                            Optional.of(8000 + i),
                            Optional.empty(),
                            Optional.of("because " + i),
                            JsonNodeFactory.instance.objectNode().put("n", i),
                            previous,
                            ""))
                    .sealed();
            entries.add(entry);
            previous = entry.hash();
        }
        return entries;
    }

    static AuditEntry by(String actor, AuditEntry e) {
        return new AuditEntry(
                e.sequence(),
                e.at(),
                e.actorKind(),
                actor,
                e.action(),
                e.hostId(),
                e.protocol(),
                e.port(),
                e.stopId(),
                e.reason(),
                e.detail(),
                e.previous(),
                e.hash());
    }

    SignedCheckpoint signed(List<AuditEntry> entries, int size) {
        GrowingTree tree = new GrowingTree();
        entries.subList(0, size).forEach(entry -> tree.append(entry.leaf()));
        return SignedCheckpoint.by(log.key(), log, new Checkpoint(log.key().name(), size, tree.root()));
    }

    SignedCheckpoint cosigned(SignedCheckpoint signed) {
        return signed.and(NoteSignature.ofCosigner(
                host.key(),
                host,
                signed.checkpoint().text(),
                AT.plusSeconds(signed.checkpoint().size())));
    }

    /** A whole export. */
    List<String> export(List<AuditEntry> entries) {
        List<ExportLine> lines = new ArrayList<>();
        lines.add(new ExportLine.Export(
                ExportLine.FORMAT,
                log.key().text(),
                AT.plusSeconds(1_000),
                signed(entries, entries.size()).note(),
                Optional.empty()));
        lines.add(new ExportLine.Host(HOST, "web-1", host.key().text()));
        for (AuditEntry entry : entries) {
            lines.add(new ExportLine.Entry(entry, Optional.empty()));
            if (entry.sequence() % 2 == 0) {
                lines.add(new ExportLine.Signed(
                        cosigned(signed(entries, (int) entry.sequence())).note()));
            }
        }
        lines.add(new ExportLine.End(entries.size()));
        return lines.stream().map(ExportJson::write).toList();
    }

    /** What the host would print, of these sizes. */
    HostEvidence kept(List<AuditEntry> entries, int... sizes) {
        return HostEvidence.read(keptLines(entries, sizes).stream());
    }

    List<String> keptLines(List<AuditEntry> entries, int... sizes) {
        List<ExportLine> lines = new ArrayList<>();
        lines.add(new ExportLine.Witness(HOST, host.key().text(), log.key().text(), "https://server"));
        for (int size : sizes) {
            lines.add(new ExportLine.Signed(cosigned(signed(entries, size)).note()));
        }
        return lines.stream().map(ExportJson::write).toList();
    }

    Verdict verify(Stream<String> lines) {
        return ExportCheck.verify(lines, Optional.of(log.key()), HostEvidence.none());
    }
}
