package dev.portledger.domain.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A checkpoint with its signatures, as a note (c2sp.org/signed-note). Signatures are not checked by reading it.
 *
 * @param signatures the log's first, then cosignatures
 */
public record SignedCheckpoint(Checkpoint checkpoint, List<NoteSignature> signatures) {

    /** Longer ones are not read; room for several hundred cosignatures. */
    public static final int MAX_CHARS = 64 << 10;

    public SignedCheckpoint {
        signatures = List.copyOf(signatures);
    }

    /** Signs a checkpoint. */
    public static SignedCheckpoint by(NoteKey key, NoteSignature.Signer signer, Checkpoint checkpoint) {
        return new SignedCheckpoint(checkpoint, List.of(NoteSignature.ofLog(key, signer, checkpoint.text())));
    }

    /** @throws IllegalArgumentException for anything but a signed checkpoint */
    public static SignedCheckpoint parse(String note) {
        int end = note.length() > MAX_CHARS ? -1 : note.lastIndexOf("\n\n");
        if (end < 0 || !note.endsWith("\n") || note.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new IllegalArgumentException("not a signed note");
        }
        List<NoteSignature> signatures =
                note.substring(end + 2).lines().map(NoteSignature::parse).toList();
        if (signatures.isEmpty()) {
            throw new IllegalArgumentException("a note without a signature");
        }
        return new SignedCheckpoint(Checkpoint.parse(note.substring(0, end + 1)), signatures);
    }

    /** The note, with its last newline. */
    public String note() {
        StringBuilder note = new StringBuilder(checkpoint.text()).append('\n');
        signatures.forEach(signature -> note.append(signature.line()).append('\n'));
        return note.toString();
    }

    /** The same with one more signature. */
    public SignedCheckpoint and(NoteSignature signature) {
        List<NoteSignature> more = new ArrayList<>(signatures);
        more.add(signature);
        return new SignedCheckpoint(checkpoint, more);
    }

    /** The valid signature of a key; empty where there is none. */
    public Optional<NoteSignature> by(NoteKey key) {
        return signatures.stream()
                .filter(signature -> signature.isBy(key, checkpoint.text()))
                .findFirst();
    }
}
