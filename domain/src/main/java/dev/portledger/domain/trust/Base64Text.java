package dev.portledger.domain.trust;

import java.util.Base64;
import java.util.Optional;

/** Base64 (RFC 4648, section 4) of which each sequence of bytes has exactly one. */
final class Base64Text {

    private Base64Text() {}

    static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Empty for anything that {@link #encode} would not have written: the JDK's decoder takes several texts for the same bytes. */
    static Optional<byte[]> decode(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return encode(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
