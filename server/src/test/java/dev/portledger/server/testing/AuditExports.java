package dev.portledger.server.testing;

import dev.portledger.domain.audit.ExportCheck;
import dev.portledger.domain.audit.HostEvidence;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.Verdict;
import java.util.Optional;

/** Exports of the audit log, checked as an auditor would. */
public final class AuditExports {

    private AuditExports() {}

    /** What {@code audit verify} says of the whole log, with its key and nothing that hosts have kept. */
    public static Verdict verdict(String cookie, Optional<NoteKey> key) {
        return verdict(cookie, key, HostEvidence.none());
    }

    /** What {@code audit verify} says of the whole log, with its key and what hosts have kept. */
    public static Verdict verdict(String cookie, Optional<NoteKey> key, HostEvidence evidence) {
        String export = SignedIn.with(cookie)
                .get("/api/audit.jsonl")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return ExportCheck.verify(export.lines(), key, evidence);
    }
}
