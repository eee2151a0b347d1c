package dev.portledger.server.enrolment;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** An Ed25519 public key, X.509 encoding, checked. */
final class PublicKeyBytes {

    private final byte[] bytes;

    private PublicKeyBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException if it is none */
    static PublicKeyBytes of(byte[] bytes) {
        try {
            KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(bytes));
            return new PublicKeyBytes(bytes.clone());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an Ed25519 public key", e);
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** SHA-256 of it, hexadecimal, by which people compare keys. */
    String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
