package dev.portledger.agent.testing;

import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Damaged inputs for a parser, the same ones at every run: bytes changed, lost, doubled, or the end cut off. A failure names the
 * seed and the number of the mutant, which {@link #mutant} makes again, and shows its bytes.
 *
 * @param originals what is damaged
 */
public record Mutants(long seed, List<byte[]> originals) {

    /** No input of some kilobytes takes a parser longer. */
    private static final Duration HANGS_AFTER = Duration.ofSeconds(20);

    private static final int LONGEST_PIECE = 12;

    public interface Parser {
        /** @return whether it was read; false if it was refused in the way that it should be */
        boolean read(byte[] input) throws Exception;
    }

    /** How many there were, and how many of them the parser refused. */
    public record Fed(int mutants, int refused) {
        /** Neither harmless, nor refused at the first glance. */
        public boolean worthTheirName() {
            return refused > mutants / 50 && refused < mutants / 50 * 49;
        }
    }

    public static Mutants of(long seed, byte[]... originals) {
        return new Mutants(seed, List.of(originals));
    }

    /**
     * Feeds them to a parser.
     *
     * @param usually how many; {@code -Dportledger.fuzz.mutants=N} asks for others
     * @throws AssertionError when the parser throws, or does not come back
     */
    public Fed feed(int usually, Parser parser) throws InterruptedException {
        int count = Integer.getInteger("portledger.fuzz.mutants", usually);
        AtomicInteger at = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                for (; at.get() < count; at.incrementAndGet()) {
                    if (!parser.read(mutant(at.get()))) {
                        refused.incrementAndGet();
                    }
                }
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        for (int before = -1; !thread.join(HANGS_AFTER); before = at.get()) {
            if (before == at.get()) {
                throw failure("hangs", before, null);
            }
        }
        if (thrown.get() != null) {
            throw failure("breaks the parser", at.get(), thrown.get());
        }
        return new Fed(count, refused.get());
    }

    private AssertionError failure(String what, int number, @Nullable Throwable cause) {
        String bytes = HexFormat.of().formatHex(mutant(number));
        return new AssertionError("mutant " + number + " of seed " + seed + " " + what + ": " + bytes, cause);
    }

    /** One of them. */
    public byte[] mutant(int number) {
        SplittableRandom random = new SplittableRandom(seed + number * 0x9e3779b97f4a7c15L);
        byte[] input = originals.get(random.nextInt(originals.size())).clone();
        for (int changes = 1 + random.nextInt(5); changes > 0 && input.length > 0; changes--) {
            input = changed(input, random);
        }
        return random.nextInt(6) == 0 ? Arrays.copyOf(input, random.nextInt(input.length + 1)) : input;
    }

    private static byte[] changed(byte[] input, SplittableRandom random) {
        int at = random.nextInt(input.length);
        int piece = Math.min(input.length - at, 1 + random.nextInt(LONGEST_PIECE));
        switch (random.nextInt(8)) {
            case 0 -> input[at] = (byte) random.nextInt();
            case 1, 2 -> input[at] ^= (byte) (1 << random.nextInt(8));
            case 3 -> input[at] = (byte) (random.nextBoolean() ? 0xff : 0);
            case 4, 5 -> input[at] = input[random.nextInt(input.length)];
            case 6 -> {
                byte[] shorter = Arrays.copyOf(input, input.length - piece);
                System.arraycopy(input, at + piece, shorter, at, shorter.length - at);
                return shorter;
            }
            default -> {
                byte[] longer = Arrays.copyOf(input, input.length + piece);
                System.arraycopy(input, at, longer, at + piece, input.length - at);
                return longer;
            }
        }
        return input;
    }
}
