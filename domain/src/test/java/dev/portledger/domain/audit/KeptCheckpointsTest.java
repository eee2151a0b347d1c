package dev.portledger.domain.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.audit.KeptCheckpoints.Judgement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a host says to the checkpoints it is offered. */
final class KeptCheckpointsTest {

    private final Logs logs = new Logs();
    private final List<AuditEntry> entries = Logs.entries(9, UnaryOperator.identity());
    private final List<AuditEntry> forged =
            Logs.entries(9, entry -> entry.sequence() == 3 ? Logs.by("mallory", entry) : entry);
    private KeptCheckpoints kept = KeptCheckpoints.NONE;

    private static List<String> proof(List<AuditEntry> of, long from, long to) {
        Map<String, TreeHash> nodes = new HashMap<>();
        GrowingTree tree = new GrowingTree();
        of.forEach(entry -> tree.append(entry.leaf())
                .forEach(node -> nodes.put(node.level() + "/" + node.position(), node.hash())));
        return new MerkleTree((level, position) -> Objects.requireNonNull(nodes.get(level + "/" + position)))
                .consistency(from, to).stream().map(TreeHash::base64).toList();
    }

    private Judgement judge(List<AuditEntry> of, long from, int size) {
        return kept.judge(
                logs.log.key().text(),
                logs.signed(of, size).note(),
                from,
                from > size ? List.of() : proof(of, from, size));
    }

    private void keep(int size) {
        Judgement judgement = judge(entries, kept.size(), size);
        assertThat(judgement).isInstanceOf(Judgement.Keep.class);
        if (judgement instanceof Judgement.Keep(NoteKey key, SignedCheckpoint next)) {
            kept = kept.and(key, next, 3);
        }
    }

    private void assertRefused(Judgement judgement, Refusal reason, long against) {
        assertThat(judgement).isInstanceOf(Judgement.Refuse.class);
        if (judgement instanceof Judgement.Refuse(Refusal given, var held)) {
            assertThat(given).isEqualTo(reason);
            assertThat(held.map(note -> note.checkpoint().size()).orElse(0L)).isEqualTo(against);
        }
    }

    @Test
    void keepsWhatContinuesWhatItKnows() {
        for (int size : List.of(1, 2, 4, 5, 9)) {
            keep(size);
        }
        assertThat(kept.kept()).extracting(each -> each.checkpoint().size()).containsExactly(4L, 5L, 9L);
        assertThat(judge(entries, 9, 9)).isInstanceOf(Judgement.Known.class);
        assertRefused(judge(entries, 9, 5), Refusal.SMALLER, 9);
    }

    @Test
    void asksForAnotherProofWhereThatDoesNotBeginWhereItStands() {
        keep(4);
        assertThat(judge(entries, 2, 8)).isInstanceOf(Judgement.Elsewhere.class);
        assertThat(judge(entries, 0, 8)).isInstanceOf(Judgement.Elsewhere.class);
    }

    @Test
    void refusesAnotherHistory() {
        keep(4);
        assertRefused(judge(forged, 4, 4), Refusal.DIFFERENT, 4);
        assertRefused(judge(forged, 4, 9), Refusal.NOT_CONSISTENT, 4);
        assertRefused(judge(entries, 4, 3), Refusal.SMALLER, 4);
        assertRefused(
                kept.judge(logs.log.key().text(), logs.signed(entries, 9).note(), 4, List.of()),
                Refusal.NOT_CONSISTENT,
                4);
    }

    @Test
    void refusesAnotherKey() {
        keep(4);
        Logs other = new Logs();
        assertRefused(
                kept.judge(other.log.key().text(), other.signed(entries, 9).note(), 4, proof(entries, 4, 9)),
                Refusal.OTHER_KEY,
                4);
        // under the log's own key, signed by another
        assertRefused(
                kept.judge(logs.log.key().text(), other.signed(entries, 9).note(), 4, proof(entries, 4, 9)),
                Refusal.NOT_SIGNED,
                4);
        assertRefused(
                kept.judge(logs.host.key().text(), logs.signed(entries, 9).note(), 4, List.of()), Refusal.OTHER_KEY, 4);
    }

    @Test
    void refusesWhatCannotBeRead() {
        for (String note : List.of("", "x", "x\n1\ny\n\n\u2014 x y\n")) {
            assertRefused(kept.judge(logs.log.key().text(), note, 0, List.of()), Refusal.NOT_SIGNED, 0);
        }
        assertRefused(kept.judge("no key", logs.signed(entries, 2).note(), 0, List.of()), Refusal.NOT_SIGNED, 0);
        keep(4);
        assertRefused(
                kept.judge(logs.log.key().text(), logs.signed(entries, 9).note(), 4, List.of("no hash")),
                Refusal.NOT_SIGNED,
                4);
    }
}
