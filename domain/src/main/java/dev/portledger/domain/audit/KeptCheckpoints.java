package dev.portledger.domain.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a host knows of a log, and its judgement of what it is told next. The first key it sees is the log's; from then on a checkpoint
 * must be signed by that key, and continue the last one.
 *
 * @param logKey empty until a first checkpoint was seen
 * @param kept in the order in which they were accepted, each larger than the one before
 */
public record KeptCheckpoints(Optional<NoteKey> logKey, List<SignedCheckpoint> kept) {

    public static final KeptCheckpoints NONE = new KeptCheckpoints(Optional.empty(), List.of());

    public KeptCheckpoints {
        kept = List.copyOf(kept);
    }

    /** What to do with a checkpoint. */
    public sealed interface Judgement {

        /** It continues the log: keep it and cosign. */
        record Keep(NoteKey logKey, SignedCheckpoint checkpoint) implements Judgement {}

        /** It is the last one that is kept: cosign again. */
        record Known(SignedCheckpoint checkpoint) implements Judgement {}

        /** The proof does not begin where this host stands: ask for another one. */
        record Elsewhere() implements Judgement {}

        /** It is not of the log that this host knows. */
        record Refuse(Refusal reason, Optional<SignedCheckpoint> against) implements Judgement {}
    }

    /** The name by which a host cosigns. */
    public static String cosignerName(UUID hostId) {
        return "portledger-host/" + hostId;
    }

    public Optional<SignedCheckpoint> last() {
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept.getLast());
    }

    /** Size of the last one; 0 without any. */
    public long size() {
        return last().map(last -> last.checkpoint().size()).orElse(0L);
    }

    /**
     * Judges a checkpoint.
     *
     * @param key {@link NoteKey#text} of the log, by the words of who offers it
     * @param note the signed checkpoint
     * @param from the size that the proof begins with
     * @param proof base64
     */
    public Judgement judge(String key, String note, long from, List<String> proof) {
        try {
            NoteKey offeredKey = NoteKey.parse(key);
            SignedCheckpoint offered = SignedCheckpoint.parse(note);
            if (!logKey.orElse(offeredKey).equals(offeredKey)) {
                return new Judgement.Refuse(Refusal.OTHER_KEY, last());
            }
            boolean signed = offeredKey.kind() == NoteKey.Kind.LOG
                    && offered.by(offeredKey).isPresent()
                    && offered.checkpoint().origin().equals(offeredKey.name());
            return signed
                    ? judge(
                            offeredKey,
                            offered,
                            from,
                            proof.stream().map(TreeHash::ofBase64).toList())
                    : new Judgement.Refuse(Refusal.NOT_SIGNED, last());
        } catch (IllegalArgumentException e) {
            return new Judgement.Refuse(Refusal.NOT_SIGNED, last());
        }
    }

    private Judgement judge(NoteKey key, SignedCheckpoint offered, long from, List<TreeHash> proof) {
        Checkpoint next = offered.checkpoint();
        Optional<SignedCheckpoint> sameSize = kept.stream()
                .filter(each -> each.checkpoint().size() == next.size())
                .findFirst();
        if (sameSize.isPresent() && !sameSize.get().checkpoint().equals(next)) {
            return new Judgement.Refuse(Refusal.DIFFERENT, sameSize);
        }
        if (last().isEmpty()) {
            return new Judgement.Keep(key, offered);
        }
        Checkpoint last = last().get().checkpoint();
        if (next.size() < last.size()) {
            // also one that is known: who offers it as the newest has lost what came after
            return new Judgement.Refuse(Refusal.SMALLER, last());
        }
        if (next.size() == last.size()) {
            return new Judgement.Known(offered);
        }
        if (from != last.size()) {
            return new Judgement.Elsewhere();
        }
        return ProofCheck.isConsistent(last.size(), last.root(), next.size(), next.root(), proof)
                ? new Judgement.Keep(key, offered)
                : new Judgement.Refuse(Refusal.NOT_CONSISTENT, last());
    }

    /**
     * With one more.
     *
     * @param most how many are kept; the oldest go
     */
    public KeptCheckpoints and(NoteKey key, SignedCheckpoint next, int most) {
        List<SignedCheckpoint> more = new ArrayList<>(kept);
        more.add(next);
        return new KeptCheckpoints(Optional.of(key), more.subList(Math.max(0, more.size() - most), more.size()));
    }

    /** Those that carry a valid signature of this key. */
    public KeptCheckpoints cosignedBy(NoteKey key) {
        return new KeptCheckpoints(
                logKey, kept.stream().filter(each -> each.by(key).isPresent()).toList());
    }
}
