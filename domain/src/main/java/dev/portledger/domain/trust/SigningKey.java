package dev.portledger.domain.trust;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;

/** An Ed25519 key pair (RFC 8032). Its text form has the private half in the clear. */
public final class SigningKey {

    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private SigningKey(PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    public static SigningKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return new SigningKey(
                    pair.getPrivate(), PublicKey.of(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    /**
     * The key pair of its two texts.
     *
     * @param privateText PKCS#8, base64
     * @param publicText X.509, base64
     * @throws IllegalArgumentException if they are none, or not of one pair
     */
    public static SigningKey of(String privateText, String publicText) {
        byte[] encoded = Base64Text.decode(privateText)
                .orElseThrow(() -> new IllegalArgumentException("not the base64 of a private key"));
        try {
            SigningKey key = new SigningKey(
                    KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded)),
                    PublicKey.of(publicText));
            byte[] trial = {1, 2, 3};
            if (!key.publicKey.verifies(Purpose.HOST_KEY, trial, key.signature(Purpose.HOST_KEY.before(trial)))) {
                throw new IllegalArgumentException("the private and the public key do not belong together");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an Ed25519 private key", e);
        }
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /** PKCS#8, base64. */
    public String privateText() {
        return Base64Text.encode(privateKey.getEncoded());
    }

    /** An envelope of these bytes for that purpose. */
    public Signed sign(Purpose purpose, byte[] payload) {
        return new Signed(
                Base64Text.encode(payload), Base64Text.encode(signature(purpose.before(payload))), publicKey.id());
    }

    /** The bare signature over these very bytes, 64 bytes; for what has its own way to say what it is for. */
    public byte[] signature(byte[] message) {
        try {
            Signature signing = Signature.getInstance(ALGORITHM);
            signing.initSign(privateKey);
            signing.update(message);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an Ed25519 key signs anything", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[" + publicKey.id() + "]";
    }
}
