package dev.portledger.domain.trust;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** An Ed25519 public key (RFC 8032), checked when it is made. */
public final class PublicKey {

    private static final String ALGORITHM = "Ed25519";

    private final byte[] encoded;
    private final java.security.PublicKey key;
    private final String id;

    private PublicKey(byte[] encoded, java.security.PublicKey key) {
        this.encoded = encoded;
        this.key = key;
        id = fingerprint(encoded);
    }

    /**
     * @param encoded X.509 encoding
     * @throws IllegalArgumentException if it is none
     */
    public static PublicKey of(byte[] encoded) {
        try {
            java.security.PublicKey key =
                    KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
            // two encodings of one key would be two keys with two ids
            if (!Arrays.equals(key.getEncoded(), encoded)) {
                throw new IllegalArgumentException("not the encoding of an Ed25519 public key");
            }
            return new PublicKey(encoded.clone(), key);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an Ed25519 public key", e);
        }
    }

    /** @throws IllegalArgumentException if the text is not base64 of the X.509 encoding of one */
    public static PublicKey of(String base64) {
        return of(Base64Text.decode(base64)
                .orElseThrow(() -> new IllegalArgumentException("not the base64 of an Ed25519 public key")));
    }

    /** X.509 encoding. */
    public byte[] encoded() {
        return encoded.clone();
    }

    /** X.509 encoding, base64. */
    public String text() {
        return Base64Text.encode(encoded);
    }

    /** SHA-256 of the encoding, 64 hexadecimal characters: what people compare, and what names the key in an envelope. */
    public String id() {
        return id;
    }

    /** Whether somebody signed these bytes for that purpose with the private half. */
    public boolean verifies(Purpose purpose, byte[] payload, byte[] signature) {
        return verifies(purpose.before(payload), signature);
    }

    /**
     * Whether somebody signed a message, which says itself what it is for, with the private half.
     *
     * @param signature base64
     */
    public boolean verifies(byte[] message, String signature) {
        return Base64Text.decode(signature)
                .filter(bytes -> verifies(message, bytes))
                .isPresent();
    }

    /** The same for the bytes of a signature. */
    public boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature verifying = Signature.getInstance(ALGORITHM);
            verifying.initVerify(key);
            verifying.update(message);
            return verifying.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // of a form that no signature has
        }
    }

    /** The signed bytes, empty unless this key signed them for that purpose. */
    public Optional<byte[]> open(Purpose purpose, Signed signed) {
        if (!signed.keyId().equals(id)) {
            return Optional.empty();
        }
        Optional<byte[]> signature = Base64Text.decode(signed.signature());
        return Base64Text.decode(signed.payload())
                .filter(payload -> signature.isPresent() && verifies(purpose, payload, signature.get()));
    }

    private static String fingerprint(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id;
    }
}
