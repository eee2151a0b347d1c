package dev.portledger.domain.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, signatures and checkpoints: against the published examples of golang.org/x/mod/sumdb/note and c2sp.org. */
final class NotesTest {

    private static final String PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private static final String SAYING = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.
            """;
    private static final String SIGNED = "\u2014 PeterNeumann"
            + " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

    private static final String C2SP = """
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            \u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
            \u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
            """;

    private static final Checkpoint CHECKPOINT =
            new Checkpoint("log.example/1", 7, TreeHash.ofLeaf(new byte[] {1, 2, 3}));

    @Test
    void readsAKeyAndASignatureThatOthersHaveMade() {
        NoteKey key = NoteKey.parse(PETER);
        assertThat(key.name()).isEqualTo("PeterNeumann");
        assertThat(key.kind()).isEqualTo(NoteKey.Kind.LOG);
        assertThat(key.text()).isEqualTo(PETER);
        NoteSignature signature = NoteSignature.parse(SIGNED);
        assertThat(signature.line()).isEqualTo(SIGNED);
        assertThat(signature.isBy(key, SAYING)).isTrue();
        assertThat(signature.isBy(key, SAYING + "\n")).isFalse();
        assertThat(signature.isBy(
                        TestingKeys.of("PeterNeumann", NoteKey.Kind.LOG).key(), SAYING))
                .isFalse();
    }

    @Test
    void readsTheCheckpointOfTheSpecification() {
        SignedCheckpoint signed = SignedCheckpoint.parse(C2SP);
        assertThat(signed.note()).isEqualTo(C2SP);
        assertThat(signed.checkpoint().origin()).isEqualTo("example.com/behind-the-sofa");
        assertThat(signed.checkpoint().size()).isEqualTo(20_852_163);
        assertThat(signed.signatures()).hasSize(2);
        assertThat(signed.signatures().getLast().cosignedAt()).contains(Instant.ofEpochSecond(1_679_315_147));
    }

    @Test
    void signsAndCosigns() {
        TestingKeys log = TestingKeys.of("log.example/1", NoteKey.Kind.LOG);
        TestingKeys host = TestingKeys.of("portledger-host/7", NoteKey.Kind.COSIGNER);
        SignedCheckpoint signed = SignedCheckpoint.by(log.key(), log, CHECKPOINT);
        Instant at = Instant.parse("2026-11-17T03:14:15.9Z");
        SignedCheckpoint both = signed.and(NoteSignature.ofCosigner(host.key(), host, CHECKPOINT.text(), at));
        SignedCheckpoint read = SignedCheckpoint.parse(both.note());
        assertThat(read).isEqualTo(both);
        assertThat(read.by(log.key())).isPresent();
        assertThat(read.by(host.key()).flatMap(NoteSignature::cosignedAt))
                .contains(Instant.parse("2026-11-17T03:14:15Z"));
        TestingKeys other = TestingKeys.of("portledger-host/7", NoteKey.Kind.COSIGNER);
        assertThat(read.by(other.key())).isEmpty();
        assertThat(read.signatures().getLast().claims(other.key())).isFalse(); // another id: not known, and so ignored
        assertThat(NoteKey.parse(host.key().text())).isEqualTo(host.key());
    }

    @Test
    void aSignatureOfAnotherTextIsForged() {
        TestingKeys log = TestingKeys.of("log.example/1", NoteKey.Kind.LOG);
        TestingKeys host = TestingKeys.of("portledger-host/7", NoteKey.Kind.COSIGNER);
        NoteSignature elsewhere = NoteSignature.ofCosigner(host.key(), host, CHECKPOINT.text() + "x\n", Instant.EPOCH);
        SignedCheckpoint signed =
                SignedCheckpoint.by(log.key(), log, CHECKPOINT).and(elsewhere);
        assertThat(signed.signatures().getLast().claims(host.key())).isTrue();
        assertThat(signed.by(host.key())).isEmpty();
        assertThat(signed.by(log.key())).isPresent();
    }

    /** A plain signature of a host's key is not a cosignature, and the other way round. */
    @Test
    void kindsOfSignaturesAreNotTakenForEachOther() {
        TestingKeys key = TestingKeys.of("both", NoteKey.Kind.LOG);
        NoteKey asCosigner =
                new NoteKey("both", NoteKey.Kind.COSIGNER, key.key().raw());
        assertThat(asCosigner.id()).isNotEqualTo(key.key().id());
        NoteSignature plain = NoteSignature.ofLog(asCosigner, key, CHECKPOINT.text());
        assertThat(plain.isBy(asCosigner, CHECKPOINT.text())).isFalse();
        assertThat(plain.cosignedAt()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "name",
                "name+c74f20a3",
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10",
                "PeterNeumann+c74f20a3+****",
                "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
            })
    void refusesOtherKeys(String text) {
        assertThatThrownBy(() -> NoteKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesOtherNotes() {
        TestingKeys log = TestingKeys.of("log.example/1", NoteKey.Kind.LOG);
        String note = SignedCheckpoint.by(log.key(), log, CHECKPOINT).note();
        List<String> wrong = List.of(
                "",
                note.substring(0, note.length() - 1),
                note.replace("\n7\n", "\n07\n"),
                note.replace("\n7\n", "\n-7\n"),
                note.replace("\n7\n", "\n9223372036854775808\n"),
                note.replace("\n7\n", "\n\n7\n"),
                note.replace("\n7\n", "\n7\r\n"),
                note.replace("\u2014", "-"),
                note.replace("\n\n", "\n"),
                CHECKPOINT.text() + "\n",
                "x".repeat(SignedCheckpoint.MAX_CHARS) + note);
        for (String text : wrong) {
            assertThatThrownBy(() -> SignedCheckpoint.parse(text))
                    .as(text.substring(0, Math.min(200, text.length())))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(SignedCheckpoint.parse(note).checkpoint()).isEqualTo(CHECKPOINT);
    }
}
