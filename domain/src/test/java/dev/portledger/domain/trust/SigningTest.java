package dev.portledger.domain.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SigningTest {

    private static final byte[] PAYLOAD = "{\"stop\":1}".getBytes(StandardCharsets.UTF_8);

    private final SigningKey key = SigningKey.generate();

    @Test
    void whatWasSignedIsReadWithThatKeyForThatPurposeOnly() {
        Signed signed = key.sign(Purpose.COMMAND, PAYLOAD);
        assertThat(key.publicKey().open(Purpose.COMMAND, signed)).hasValue(PAYLOAD);
        for (Purpose other : List.of(Purpose.COMMAND_KEYS, Purpose.RECEIPT, Purpose.HOST_KEY)) {
            assertThat(key.publicKey().open(other, signed)).isEmpty();
        }
        assertThat(SigningKey.generate().publicKey().open(Purpose.COMMAND, signed))
                .isEmpty();
        Signed named = new Signed(
                signed.payload(),
                signed.signature(),
                SigningKey.generate().publicKey().id());
        assertThat(key.publicKey().open(Purpose.COMMAND, named)).isEmpty();
    }

    @Test
    void aKeyIsTheSameAfterItsTexts() {
        SigningKey read = SigningKey.of(key.privateText(), key.publicKey().text());
        assertThat(read.publicKey()).isEqualTo(key.publicKey());
        assertThat(read.publicKey().id()).matches("[0-9a-f]{64}");
        assertThat(read.sign(Purpose.RECEIPT, PAYLOAD)).isEqualTo(key.sign(Purpose.RECEIPT, PAYLOAD));
        String other = SigningKey.generate().publicKey().text();
        assertThatThrownBy(() -> SigningKey.of(key.privateText(), other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("do not belong together");
        assertThatThrownBy(() -> PublicKey.of("AAAA")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noBitOfAnEnvelopeMayDiffer() {
        Signed signed = key.sign(Purpose.COMMAND, PAYLOAD);
        byte[] payload = Base64.getDecoder().decode(signed.payload());
        byte[] signature = Base64.getDecoder().decode(signed.signature());
        for (int bit = 0; bit < payload.length * 8; bit++) {
            assertThat(key.publicKey().verifies(Purpose.COMMAND, flipped(payload, bit), signature))
                    .isFalse();
        }
        for (int bit = 0; bit < signature.length * 8; bit++) {
            assertThat(key.publicKey().verifies(Purpose.COMMAND, payload, flipped(signature, bit)))
                    .isFalse();
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] copy = bytes.clone();
        copy[bit / 8] ^= (byte) (1 << (bit % 8));
        return copy;
    }

    /** Texts that another base64 decoder would take for the same bytes, too. */
    @Test
    void noCharacterOfAnEnvelopeMayDiffer() {
        Random random = new Random(41);
        for (int round = 0; round < 20_000; round++) {
            Signed signed = key.sign(Purpose.COMMAND, PAYLOAD);
            Signed changed = random.nextBoolean()
                    ? new Signed(mutated(signed.payload(), random), signed.signature(), signed.keyId())
                    : new Signed(signed.payload(), mutated(signed.signature(), random), signed.keyId());
            if (!changed.equals(signed)) {
                assertThat(key.publicKey().open(Purpose.COMMAND, changed)).isEmpty();
            }
        }
    }

    private static String mutated(String text, Random random) {
        int at = random.nextInt(text.length());
        char other = (char) (random.nextInt(16) == 0 ? random.nextInt(0x10000) : '+' + random.nextInt(80));
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + other + text.substring(at);
            case 2 -> text + "=".repeat(1 + random.nextInt(2));
            default -> text.substring(0, at) + other + text.substring(at + 1);
        };
    }

    @Test
    void aSetOfCommandKeysHasOneOrTwo() {
        String one = key.publicKey().text();
        assertThat(new CommandKeySet(1, List.of(one)).key(key.publicKey().id())).contains(key.publicKey());
        assertThatThrownBy(() -> new CommandKeySet(0, List.of(one))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CommandKeySet(1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CommandKeySet(1, List.of("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CommandKeySet(1, List.of(one, one, one)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
