package dev.portledger.domain.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * An entry of the log.
 *
 * @param sequence 1, 2, 3 … without gaps
 * @param at the server's clock, whole microseconds
 * @param previous hash of the entry before, 64 hex digits; zeros for the first
 * @param hash this entry's, 64 hex digits
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record AuditEntry(
        long sequence,
        Instant at,
        String actorKind,
        String actor,
        String action,
        Optional<UUID> hostId,
        Optional<String> protocol,
        Optional<Integer> port,
        Optional<UUID> stopId,
        Optional<String> reason,
        JsonNode detail,
        String previous,
        String hash) {

    public static final String BEFORE_THE_FIRST = "0".repeat(64);

    private static final String FORM = "portledger-audit-v1";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * The hash that belongs to this content: SHA-256 over the fields in the order of docs/audit.md, each preceded by its length, so
     * that no two different entries have the same bytes.
     *
     * @throws IllegalArgumentException for texts that have no UTF-8, and a {@code previous} that is no hexadecimal
     * @throws DateTimeException for a time in no year that can be written
     */
    public String computedHash() {
        var bytes = new ByteArrayOutputStream();
        put(bytes, Optional.of(FORM.getBytes(StandardCharsets.UTF_8)));
        put(bytes, Optional.of(HexFormat.of().parseHex(previous)));
        putText(bytes, Optional.of(Long.toString(sequence)));
        putText(bytes, Optional.of(TIME.format(at)));
        putText(bytes, Optional.of(actorKind));
        putText(bytes, Optional.of(actor));
        putText(bytes, Optional.of(action));
        putText(bytes, hostId.map(UUID::toString));
        putText(bytes, protocol);
        putText(bytes, port.map(number -> Integer.toString(number)));
        putText(bytes, stopId.map(UUID::toString));
        putText(bytes, reason);
        putText(bytes, Optional.of(CanonicalJson.of(detail)));
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whether the hash is the one of this content. What no hash covers, such as nanoseconds, does not belong to it. */
    public boolean hasItsHash() {
        try {
            return at.equals(at.truncatedTo(ChronoUnit.MICROS))
                    && computedHash().equals(hash);
        } catch (IllegalArgumentException | DateTimeException _) {
            return false; // nothing that this log would write
        }
    }

    /** The same with the hash that belongs to it. */
    public AuditEntry sealed() {
        return new AuditEntry(
                sequence,
                at,
                actorKind,
                actor,
                action,
                hostId,
                protocol,
                port,
                stopId,
                reason,
                detail,
                previous,
                computedHash());
    }

    /** What stands in the tree for this entry: RFC 6962's hash of a leaf whose data are the 32 bytes of {@link #hash}. */
    public TreeHash leaf() {
        return TreeHash.ofLeaf(HexFormat.of().parseHex(hash));
    }

    private static void putText(ByteArrayOutputStream out, Optional<String> text) {
        put(out, text.map(AuditEntry::utf8));
    }

    /** Half a surrogate pair would become a question mark, and two texts have the same hash. */
    private static byte[] utf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] all = new byte[bytes.remaining()];
            bytes.get(all);
            return all;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text with half of a character", e);
        }
    }

    /** Length as four bytes, big endian, then the bytes; an absent field is the length 2^32 - 1 alone. */
    private static void put(ByteArrayOutputStream out, Optional<byte[]> field) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt(field.map(bytes -> bytes.length).orElse(-1))
                .array());
        field.ifPresent(out::writeBytes);
    }
}
