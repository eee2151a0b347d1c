package dev.portledger.domain.audit;

import dev.portledger.domain.trust.PublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A public key that signs notes, as c2sp.org/signed-note has it, written {@code name+id+base64}.
 *
 * @param name without blanks and plus signs
 * @param kind what its signatures say
 * @param raw 32 bytes of Ed25519 in base64 (RFC 8032)
 */
public record NoteKey(String name, Kind kind, String raw) {

    /** Signature types of c2sp.org/signed-note. */
    public enum Kind {
        /** Of a note's text: a log signs its checkpoints by this. */
        LOG(1),
        /** Of c2sp.org/tlog-cosignature, with a time. */
        COSIGNER(4);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        static Kind of(byte code) {
            return Arrays.stream(values())
                    .filter(kind -> kind.code == code)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("not a kind of key that is known here"));
        }
    }

    /** What an Ed25519 key in X.509 encoding (RFC 8410) has before its 32 bytes. */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int RAW_BYTES = 32;

    /** @throws IllegalArgumentException for a name or key that cannot be one */
    public NoteKey {
        if (name.isEmpty() || name.chars().anyMatch(c -> c == '+' || c <= ' ' || Character.isSpaceChar(c))) {
            throw new IllegalArgumentException("the name of a key has no blanks and no plus signs");
        }
        if (Base64.getDecoder().decode(raw).length != RAW_BYTES) {
            throw new IllegalArgumentException("an Ed25519 key has " + RAW_BYTES + " bytes");
        }
    }

    /**
     * @param x509 an Ed25519 key in X.509 encoding, 44 bytes
     * @throws IllegalArgumentException for anything else
     */
    public static NoteKey of(String name, Kind kind, byte[] x509) {
        if (x509.length != X509.length + RAW_BYTES || !Arrays.equals(X509, Arrays.copyOf(x509, X509.length))) {
            throw new IllegalArgumentException("not an Ed25519 key");
        }
        byte[] raw = Arrays.copyOfRange(x509, X509.length, x509.length);
        return new NoteKey(name, kind, Base64.getEncoder().encodeToString(raw));
    }

    /** @throws IllegalArgumentException for anything but {@code name+id+base64} with the id that belongs to it */
    public static NoteKey parse(String text) {
        String[] parts = text.strip().split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a key is written name+id+base64");
        }
        byte[] bytes = Base64.getDecoder().decode(parts[2]);
        if (bytes.length != 1 + RAW_BYTES) {
            throw new IllegalArgumentException("not an Ed25519 key");
        }
        byte[] raw = Arrays.copyOfRange(bytes, 1, bytes.length);
        NoteKey key =
                new NoteKey(parts[0], Kind.of(bytes[0]), Base64.getEncoder().encodeToString(raw));
        if (!key.idHex().equals(parts[1].toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the id in the middle does not belong to the key");
        }
        return key;
    }

    /** {@code name+id+base64}. */
    public String text() {
        return name + "+" + idHex() + "+" + Base64.getEncoder().encodeToString(typed());
    }

    /** The first four bytes of SHA-256 over name, newline, type and key. */
    public int id() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest.digest(typed())).getInt();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private String idHex() {
        return HexFormat.of().toHexDigits(id());
    }

    private byte[] typed() {
        byte[] key = Base64.getDecoder().decode(raw);
        return ByteBuffer.allocate(1 + key.length).put(kind.code).put(key).array();
    }

    /** @throws IllegalArgumentException if the bytes are no point of the curve */
    public PublicKey publicKey() {
        byte[] key = Base64.getDecoder().decode(raw);
        return PublicKey.of(
                ByteBuffer.allocate(X509.length + key.length).put(X509).put(key).array());
    }

    /** Whether these 64 bytes are this key's Ed25519 signature of the message. */
    boolean isSignature(byte[] message, byte[] signature) {
        try {
            return publicKey().verifies(message, signature);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
