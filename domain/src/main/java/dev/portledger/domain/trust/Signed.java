package dev.portledger.domain.trust;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Bytes with a signature. The bytes travel as they were signed: nobody has to write JSON again in the same way to check them.
 *
 * @param payload the signed bytes, base64
 * @param signature Ed25519 over the purpose's text, a newline and these bytes; base64
 * @param keyId {@link PublicKey#id} of the key that signed; a hint only, which decides nothing
 */
public record Signed(String payload, String signature, String keyId) {

    /** SHA-256 over payload and signature as they are here, with a newline between, hexadecimal: names this very envelope. */
    public String hash() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest((payload + "\n" + signature).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
