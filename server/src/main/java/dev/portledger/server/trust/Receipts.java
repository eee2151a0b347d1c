package dev.portledger.server.trust;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.Receipt;
import dev.portledger.domain.trust.PublicKey;
import dev.portledger.domain.trust.Purpose;
import dev.portledger.domain.trust.Signed;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.host.HostKeys;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What hosts sign of stops: checked when it comes in, and kept as it came. */
@ApplicationScoped
public class Receipts {

    private final AgroalDataSource database;
    private final HostKeys keys;
    private final AuditLog audit;

    Receipts(AgroalDataSource database, HostKeys keys, AuditLog audit) {
        this.database = database;
        this.keys = keys;
        this.audit = audit;
    }

    /** What a report of a stop is worth. */
    public sealed interface Judgement {

        /** @param hash {@link Signed#hash}, by which the receipt is found again */
        record Signed(String hash) implements Judgement {}

        /** From a host that has never said that it signs. */
        record Unsigned() implements Judgement {}

        /** It counts for nothing. */
        record Refused(String rule) implements Judgement {}
    }

    /**
     * A receipt as it came.
     *
     * @param payload base64 of the signed bytes, the JSON of a {@link Receipt}
     * @param signature Ed25519 over {@code portledger-receipt-v1}, a newline and these bytes; base64
     * @param publicKey the host's key of that id, X.509, base64
     */
    public record Kept(
            UUID hostId,
            Instant receivedAt,
            String hash,
            String payload,
            String signature,
            String keyId,
            String publicKey) {}

    public Judgement judge(UUID hostId, AgentFrame.StopProgress frame) throws SQLException {
        return judge(hostId, frame.receipt(), Receipt.of(hostId, frame));
    }

    public Judgement judge(UUID hostId, AgentFrame.StopResult frame) throws SQLException {
        return judge(hostId, frame.receipt(), Receipt.of(hostId, frame));
    }

    private Judgement judge(UUID hostId, Optional<Signed> receipt, Receipt reported) throws SQLException {
        if (receipt.isEmpty()) {
            return signs(hostId) ? new Judgement.Refused("receipt.missing") : new Judgement.Unsigned();
        }
        Signed signed = receipt.get();
        Optional<PublicKey> key = keys.ever(hostId, signed.keyId());
        if (key.isEmpty()) {
            return new Judgement.Refused("receipt.key_unknown");
        }
        Optional<byte[]> payload = key.get().open(Purpose.RECEIPT, signed);
        if (payload.isEmpty()) {
            return new Judgement.Refused("receipt.signature_invalid");
        }
        return Receipt.read(payload.get()).filter(reported::equals).isPresent()
                ? new Judgement.Signed(signed.hash())
                : new Judgement.Refused("receipt.other_content");
    }

    private boolean signs(UUID hostId) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = Sql.of("select from host where host_id = ? and signs_receipts", hostId)
                        .prepare(connection);
                var row = statement.executeQuery()) {
            return row.next();
        }
    }

    /** Keeps the receipt of a stop, in the caller's transaction. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void keep(UUID hostId, UUID stopId, Signed signed) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = Sql.of(
                                "insert into stop_receipt (stop_id, hash, host_id, payload, signature, key_id)"
                                        + " values (?, ?, ?, ?, ?, ?) on conflict do nothing",
                                stopId,
                                signed.hash(),
                                hostId,
                                signed.payload(),
                                signed.signature(),
                                signed.keyId())
                        .prepare(connection)) {
            statement.executeUpdate();
        }
    }

    /** Records a report that counts for nothing, in the caller's transaction. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void refused(UUID hostId, UUID stopId, String rule, String report) {
        audit.append(AuditDraft.of(new Actor.Agent(hostId), "receipt.refused")
                .onHost(hostId)
                .ofStop(stopId)
                .with("rule", rule)
                .with("report", report));
    }

    /** The receipts of a stop, earliest first. */
    public List<Kept> of(Connection connection, UUID stopId) throws SQLException {
        List<Kept> found = new ArrayList<>();
        try (var statement = Sql.of("""
                        select r.*, encode(coalesce(k.public_key, h.public_key), 'base64') as public_key
                        from stop_receipt r join host h on h.host_id = r.host_id
                            left join host_key k on k.host_id = r.host_id and k.key_id = r.key_id
                        where stop_id = ? order by received_at, hash""", stopId).prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                found.add(new Kept(
                        Columns.uuid(row, "host_id"),
                        Columns.instant(row, "received_at"),
                        row.getString("hash"),
                        row.getString("payload"),
                        row.getString("signature"),
                        row.getString("key_id"),
                        row.getString("public_key").replace("\n", "")));
            }
        }
        return found;
    }
}
