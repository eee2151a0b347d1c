package dev.portledger.server.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.domain.audit.CanonicalJson;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.export.CsvWriter;
import dev.portledger.server.export.ExportPlace;
import dev.portledger.server.host.HostNames;
import dev.portledger.server.page.Cursor;
import dev.portledger.server.page.PageLimit;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The audit log over HTTP: everybody who is signed in may read it and check it. */
@Path("/api")
@Blocking
@RolesAllowed("viewer")
public class AuditResource {

    private static final List<String> CSV_COLUMNS = List.of(
            "sequence",
            "at",
            "actorKind",
            "actor",
            "action",
            "hostId",
            "protocol",
            "port",
            "stopId",
            "reason",
            "detail",
            "hash",
            "previous");

    private final AuditReading reading;
    private final Checkpoints checkpoints;
    private final Cosignatures cosignatures;
    private final AuditExport export;
    private final ExportPlace place;
    private final HostNames hosts;

    AuditResource(
            AuditReading reading,
            Checkpoints checkpoints,
            Cosignatures cosignatures,
            AuditExport export,
            ExportPlace place,
            HostNames hosts) {
        this.reading = reading;
        this.checkpoints = checkpoints;
        this.cosignatures = cosignatures;
        this.export = export;
        this.place = place;
        this.hosts = hosts;
    }

    /** An entry as callers see it; {@code hash} and {@code previous} in hex. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "AuditEntry")
    public record Entry(
            long sequence,
            Instant at,
            String actorKind,
            String actor,
            String action,
            Optional<UUID> hostId,
            Optional<String> hostName,
            Optional<Protocol> protocol,
            Optional<Integer> port,
            Optional<UUID> stopId,
            Optional<String> reason,
            JsonNode detail,
            String hash,
            String previous) {

        static Entry of(AuditEntry entry, Map<UUID, String> hostNames) {
            return new Entry(
                    entry.sequence(),
                    entry.at(),
                    entry.actorKind(),
                    entry.actor(),
                    entry.action(),
                    entry.hostId(),
                    entry.hostId().map(hostNames::get),
                    entry.protocol().map(Protocol::valueOf),
                    entry.port(),
                    entry.stopId(),
                    entry.reason(),
                    entry.detail(),
                    entry.hash(),
                    entry.previous());
        }
    }

    /** @param nextCursor where the next page begins; empty on the last one */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "AuditPage")
    public record Page(List<Entry> items, Optional<String> nextCursor, long total) {}

    @GET
    @Path("/audit")
    @Operation(operationId = "audit", summary = "The audit log, newest first")
    public Page page(
            @BeanParam AuditQuery query,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor)
            throws SQLException {
        AuditFilter filter = query.filter();
        int rows = PageLimit.parse(limit).rows();
        long before = Cursor.parse(cursor, filter.toString(), 1)
                .map(AuditResource::sequence)
                .orElse(Long.MAX_VALUE);
        // one more than asked for tells whether there is a next page
        List<AuditEntry> found = reading.page(filter, before, rows + 1);
        List<AuditEntry> shown = found.subList(0, Math.min(rows, found.size()));
        Optional<String> next = found.size() > rows
                ? Optional.of(new Cursor(List.of(Long.toString(shown.getLast().sequence()))).text(filter.toString()))
                : Optional.empty();
        Map<UUID, String> names = hosts.of(shown.stream()
                .flatMap(entry -> entry.hostId().stream())
                .distinct()
                .toList());
        return new Page(shown.stream().map(entry -> Entry.of(entry, names)).toList(), next, reading.count(filter));
    }

    private static long sequence(Cursor cursor) {
        try {
            return Long.parseLong(cursor.key().getFirst());
        } catch (NumberFormatException _) {
            throw Cursor.invalid();
        }
    }

    @GET
    @Path("/audit.csv")
    @Produces("text/csv")
    @Operation(operationId = "auditCsv", summary = "The audit log as CSV, newest first, every page")
    @APIResponse(
            responseCode = "200",
            description = "All rows, with a header",
            content = @Content(mediaType = "text/csv", schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "503", description = ExportPlace.OR_UNAVAILABLE)
    public Response csv(@BeanParam AuditQuery query) {
        AuditFilter filter = query.filter();
        place.take();
        StreamingOutput rows = out -> {
            try (var csv = new CsvWriter(out)) {
                csv.row(CSV_COLUMNS);
                reading.each(filter, entry -> write(csv, entry));
            }
        };
        return Response.ok(rows)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\"")
                .build();
    }

    @GET
    @Path("/audit.jsonl")
    @Produces("application/jsonl")
    @Operation(
            operationId = "auditJsonl",
            summary =
                    "The audit log as JSON lines, oldest first, for `portledger audit verify`; with a filter, each entry with"
                            + " its proof")
    @APIResponse(
            responseCode = "200",
            description = "An object a line, as docs/audit.md describes them",
            content = @Content(mediaType = "application/jsonl", schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "503", description = ExportPlace.OR_UNAVAILABLE)
    public Response jsonl(@BeanParam AuditQuery query) throws SQLException {
        AuditFilter filter = query.filter();
        place.take();
        StreamingOutput lines = export.of(filter);
        return Response.ok(lines)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"audit.jsonl\"")
                .build();
    }

    private static void write(CsvWriter csv, AuditEntry entry) {
        try {
            csv.row(List.of(
                    Long.toString(entry.sequence()),
                    entry.at().toString(),
                    entry.actorKind(),
                    entry.actor(),
                    entry.action(),
                    entry.hostId().map(UUID::toString).orElse(""),
                    entry.protocol().orElse(""),
                    entry.port().map(port -> Integer.toString(port)).orElse(""),
                    entry.stopId().map(UUID::toString).orElse(""),
                    entry.reason().orElse(""),
                    CanonicalJson.of(entry.detail()),
                    entry.hash(),
                    entry.previous()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GET
    @Path("/audit/verify")
    @Operation(
            operationId = "verifyAudit",
            summary =
                    "Recompute the log from its first entry, compare with what was signed, and name the first bad entry")
    @APIResponse(
            responseCode = "200",
            description = "What was found",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = AuditVerification.class)))
    @APIResponse(responseCode = "503", description = ExportPlace.OR_UNAVAILABLE)
    public AuditVerification verify() throws SQLException {
        place.take();
        return reading.verify(checkpoints.keys(), contradicting(), checkpoints.contradiction());
    }

    private List<AuditVerification.Contradiction> contradicting() throws SQLException {
        List<Cosignatures.Standing> against = cosignatures.standings().stream()
                .filter(standing -> standing.refused().isPresent())
                .toList();
        Map<UUID, String> names =
                hosts.of(against.stream().map(Cosignatures.Standing::hostId).toList());
        return against.stream()
                .flatMap(standing -> standing.refused().stream()
                        .map(refused -> new AuditVerification.Contradiction(
                                standing.hostId(),
                                Optional.ofNullable(names.get(standing.hostId())),
                                refused.reason().name(),
                                refused.at(),
                                refused.kept().map(SignedCheckpoint::parse).map(kept -> kept.checkpoint()
                                        .size()))))
                .toList();
    }
}
