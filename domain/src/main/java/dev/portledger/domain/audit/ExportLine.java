package dev.portledger.domain.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A line of an export of the log, or of what a host has kept of it; each a JSON object with a member {@code line}.
 *
 * <pre>
 *   export  of the server:  export, host*, then entries with each checkpoint after its last entry, then end
 *   of a host:              witness, then checkpoints and refusals; several hosts' one after the other
 * </pre>
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ExportLine.Export.class, name = "export"),
    @JsonSubTypes.Type(value = ExportLine.Host.class, name = "host"),
    @JsonSubTypes.Type(value = ExportLine.Entry.class, name = "entry"),
    @JsonSubTypes.Type(value = ExportLine.Signed.class, name = "checkpoint"),
    @JsonSubTypes.Type(value = ExportLine.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = ExportLine.Witness.class, name = "witness"),
    @JsonSubTypes.Type(value = ExportLine.End.class, name = "end")
})
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public sealed interface ExportLine {

    /** The only format there is so far. */
    String FORMAT = "portledger-audit-export-1";

    /**
     * The first line of an export.
     *
     * @param logKey {@link NoteKey#text} of the log
     * @param at when it was made
     * @param note the signed checkpoint whose tree the export is of
     * @param filter what was asked for; empty when the export is complete
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Export(String format, String logKey, Instant at, String note, Optional<String> filter)
            implements ExportLine {}

    /** A host that has cosigned, by what the server knows. {@code key} is {@link NoteKey#text} of a cosigner. */
    record Host(UUID hostId, String hostName, String key) implements ExportLine {}

    /**
     * An entry.
     *
     * @param proof in a filtered export: the audit path to the checkpoint of its first line, base64
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Entry(AuditEntry entry, Optional<List<String>> proof) implements ExportLine {
        public Entry {
            proof = proof.map(List::copyOf);
        }
    }

    /** A signed checkpoint with cosignatures. */
    record Signed(String note) implements ExportLine {}

    /**
     * A checkpoint that a host did not accept.
     *
     * @param reason {@link Refusal}
     */
    record Refused(String note, Instant at, String reason) implements ExportLine {}

    /**
     * The first line of what a host has kept.
     *
     * @param key {@link NoteKey#text} by which it cosigns
     * @param logKey {@link NoteKey#text} of the log, as the host has first seen it
     * @param server where the log was
     */
    record Witness(UUID hostId, String key, String logKey, String server) implements ExportLine {}

    /** The last line of an export. */
    record End(long entries) implements ExportLine {}
}
