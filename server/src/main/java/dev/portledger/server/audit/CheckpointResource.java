package dev.portledger.server.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.audit.TreeHash;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostNames;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What outsiders need to check the log: the signed checkpoint, keys, proofs, and where hosts stand. */
@Path("/api")
@Blocking
@RolesAllowed("viewer")
public class CheckpointResource {

    private final Checkpoints checkpoints;
    private final Cosignatures cosignatures;
    private final CosignerKeys cosigners;
    private final HostNames hosts;

    CheckpointResource(Checkpoints checkpoints, Cosignatures cosignatures, CosignerKeys cosigners, HostNames hosts) {
        this.checkpoints = checkpoints;
        this.cosignatures = cosignatures;
        this.cosigners = cosigners;
        this.hosts = hosts;
    }

    /**
     * The log as it was last signed.
     *
     * @param size entries
     * @param root of their tree, base64
     * @param note the checkpoint as c2sp.org/tlog-checkpoint has it
     * @param logKey the log's public key, {@code name+id+base64}
     * @param notSigning why it is not signed any more, for people; empty when it is
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "AuditCheckpoint")
    public record CheckpointView(
            String origin, long size, String root, String note, String logKey, Optional<String> notSigning) {}

    @GET
    @Path("/audit/checkpoint")
    @Operation(operationId = "auditCheckpoint", summary = "The newest signed checkpoint of the audit log")
    public CheckpointView checkpoint() {
        NoteKey key = key();
        SignedCheckpoint latest = checkpoints.latest().orElseThrow(CheckpointResource::notSigned);
        return new CheckpointView(
                latest.checkpoint().origin(),
                latest.checkpoint().size(),
                latest.checkpoint().root().base64(),
                latest.note(),
                key.text(),
                checkpoints.contradiction());
    }

    private NoteKey key() {
        return checkpoints.key().orElseThrow(CheckpointResource::notSigned);
    }

    private static ProblemException notSigned() {
        return new ProblemException(
                ErrorCode.AUDIT_NOT_SIGNED, "the server has no key to sign the log with; see docs/audit.md");
    }

    /** Keys by which the log and its cosigners sign, {@code name+id+base64}. */
    @Schema(name = "AuditKeys")
    public record Keys(String log, List<HostKey> hosts) {}

    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "AuditHostKey")
    public record HostKey(UUID hostId, Optional<String> hostName, String key) {}

    @GET
    @Path("/audit/keys")
    @Operation(operationId = "auditKeys", summary = "The public keys of the audit log and of the hosts that cosign it")
    public Keys keys() throws SQLException {
        Map<UUID, List<String>> all = cosigners.all();
        Map<UUID, String> names = hosts.of(all.keySet());
        return new Keys(
                key().text(),
                all.entrySet().stream()
                        .flatMap(host -> host.getValue().stream()
                                .map(text -> new HostKey(
                                        host.getKey(), Optional.ofNullable(names.get(host.getKey())), text)))
                        .toList());
    }

    /** Hashes of RFC 6962, base64. */
    @Schema(name = "AuditProof")
    public record Proof(List<String> hashes) {
        static Proof of(List<TreeHash> hashes) {
            return new Proof(hashes.stream().map(TreeHash::base64).toList());
        }
    }

    @GET
    @Path("/audit/proofs/inclusion")
    @Operation(
            operationId = "auditInclusion",
            summary = "That an entry is in the tree of so many entries: its audit path (RFC 6962, 2.1.1)")
    public Proof inclusion(
            @QueryParam("sequence") Optional<String> sequence, @QueryParam("size") Optional<String> size) {
        return Proof.of(checkpoints.inclusion(number("sequence", sequence), number("size", size)));
    }

    @GET
    @Path("/audit/proofs/consistency")
    @Operation(
            operationId = "auditConsistency",
            summary = "That the tree of so many entries begins with the one of fewer (RFC 6962, 2.1.2)")
    public Proof consistency(@QueryParam("from") Optional<String> from, @QueryParam("to") Optional<String> to) {
        return Proof.of(checkpoints.consistency(number("from", from), number("to", to)));
    }

    private static long number(String field, Optional<String> text) {
        try {
            return Long.parseLong(text.orElse(""));
        } catch (NumberFormatException _) {
            throw new ProblemException(ErrorCode.QUERY_INVALID, field + " is a number", field);
        }
    }

    /**
     * Where a host stands.
     *
     * @param size entries of the last checkpoint that it has cosigned and keeps
     * @param at when
     * @param refused why it did not accept a later one: it holds another history
     * @param refusedAt when
     * @param kept the checkpoint that it holds against it
     * @param offered the one that it did not accept
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "AuditWitness")
    public record Witness(
            UUID hostId,
            Optional<String> hostName,
            Optional<Long> size,
            Optional<Instant> at,
            Optional<String> refused,
            Optional<Instant> refusedAt,
            Optional<String> kept,
            Optional<String> offered) {}

    @GET
    @Path("/audit/witnesses")
    @Operation(
            operationId = "auditWitnesses",
            summary = "The hosts that keep checkpoints of the audit log, and those that hold another history")
    public List<Witness> witnesses() throws SQLException {
        List<Cosignatures.Standing> standings = cosignatures.standings();
        Map<UUID, String> names =
                hosts.of(standings.stream().map(Cosignatures.Standing::hostId).toList());
        return standings.stream()
                .map(standing -> new Witness(
                        standing.hostId(),
                        Optional.ofNullable(names.get(standing.hostId())),
                        standing.size(),
                        standing.at(),
                        standing.refused().map(refused -> refused.reason().name()),
                        standing.refused().map(Cosignatures.Refused::at),
                        standing.refused().flatMap(Cosignatures.Refused::kept),
                        standing.refused().map(Cosignatures.Refused::offered)))
                .toList();
    }
}
