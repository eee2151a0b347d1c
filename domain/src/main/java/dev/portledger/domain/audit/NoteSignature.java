package dev.portledger.domain.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A signature line of a note.
 *
 * @param name of the key
 * @param keyId of the key
 * @param value base64 of what follows the id: 64 bytes of Ed25519, before them a time of eight bytes in a cosignature
 */
public record NoteSignature(String name, int keyId, String value) {

    private static final String DASH = "\u2014 ";
    private static final int ED25519_BYTES = 64;

    /** Signs bytes with an Ed25519 key. */
    @FunctionalInterface
    public interface Signer {
        byte[] sign(byte[] message);
    }

    /** A log's signature of its note's text. */
    public static NoteSignature ofLog(NoteKey key, Signer signer, String text) {
        byte[] signature = signer.sign(text.getBytes(StandardCharsets.UTF_8));
        return new NoteSignature(key.name(), key.id(), Base64.getEncoder().encodeToString(signature));
    }

    /** A cosignature of c2sp.org/tlog-cosignature; its time has whole seconds. */
    public static NoteSignature ofCosigner(NoteKey key, Signer signer, String text, Instant at) {
        byte[] signature = signer.sign(cosigned(at.getEpochSecond(), text));
        byte[] timed = ByteBuffer.allocate(Long.BYTES + signature.length)
                .putLong(at.getEpochSecond())
                .put(signature)
                .array();
        return new NoteSignature(key.name(), key.id(), Base64.getEncoder().encodeToString(timed));
    }

    private static byte[] cosigned(long seconds, String text) {
        return ("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException for anything but a signature line */
    public static NoteSignature parse(String line) {
        String[] parts = line.startsWith(DASH) ? line.substring(DASH.length()).split(" ", -1) : new String[0];
        if (parts.length != 2 || parts[0].isEmpty()) {
            throw new IllegalArgumentException("not a signature line of a note");
        }
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(parts[1]));
        if (bytes.remaining() < Integer.BYTES) {
            throw new IllegalArgumentException("a signature line has a key id");
        }
        int id = bytes.getInt();
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return new NoteSignature(parts[0], id, Base64.getEncoder().encodeToString(rest));
    }

    /** As it stands in a note, without the newline. */
    public String line() {
        byte[] rest = bytes();
        byte[] all = ByteBuffer.allocate(Integer.BYTES + rest.length)
                .putInt(keyId)
                .put(rest)
                .array();
        return DASH + name + " " + Base64.getEncoder().encodeToString(all);
    }

    /** Whether it says that it is by this key. */
    public boolean claims(NoteKey key) {
        return name.equals(key.name()) && keyId == key.id();
    }

    /** Whether it is this key's signature of the text. */
    public boolean isBy(NoteKey key, String text) {
        if (!claims(key)) {
            return false;
        }
        byte[] rest = bytes();
        return switch (key.kind()) {
            case LOG -> key.isSignature(text.getBytes(StandardCharsets.UTF_8), rest);
            case COSIGNER -> {
                if (rest.length != Long.BYTES + ED25519_BYTES) {
                    yield false;
                }
                ByteBuffer timed = ByteBuffer.wrap(rest);
                long seconds = timed.getLong();
                byte[] signature = new byte[timed.remaining()];
                timed.get(signature);
                yield key.isSignature(cosigned(seconds, text), signature);
            }
        };
    }

    /** When a cosignature was made, by its cosigner's clock; empty for another kind of signature. */
    public Optional<Instant> cosignedAt() {
        byte[] rest = bytes();
        if (rest.length != Long.BYTES + ED25519_BYTES) {
            return Optional.empty();
        }
        long seconds = ByteBuffer.wrap(rest).getLong();
        return seconds >= 0 && seconds <= Instant.MAX.getEpochSecond()
                ? Optional.of(Instant.ofEpochSecond(seconds))
                : Optional.empty();
    }

    private byte[] bytes() {
        return Base64.getDecoder().decode(value);
    }
}
