package dev.portledger.domain.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports after accidents and after edits: always a verdict, never an exception, and good only where every entry says what it said. */
final class ExportFuzzTest {

    private static final int ROUNDS = 1_500;
    private static final int COUNT = 9;

    private static final List<String> PIECES = List.of(
            "null",
            "-1",
            "0",
            "9223372036854775808",
            "1e999999999",
            "1.0",
            "\"\"",
            "\"?\"",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"-1000000000-01-01T00:00:00Z\"",
            "\"2026-11-17T03:14:16.000000001Z\"",
            "{}",
            "[]",
            "[".repeat(2_000),
            "{\"line\":\"end\",\"entries\":9}",
            "\"entries\":9,\"entries\":9",
            "\"actor\":\"x\",",
            "\u2014 name AAAA",
            "\\n\\n",
            "\r",
            "\uFEFF");

    private final Logs logs = new Logs();
    private final List<AuditEntry> entries =
            Logs.entries(COUNT, entry -> entry.sequence() == 5 ? Logs.by("who?", entry) : entry);
    private final List<String> export = logs.export(entries);

    private Verdict verdict(byte[] file) {
        return ExportCheck.verify(
                new TextLines(new ByteArrayInputStream(file)), Optional.of(logs.log.key()), HostEvidence.none());
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** What an export says of each entry, in one form. */
    private static List<String> said(byte[] file) {
        return new TextLines(new ByteArrayInputStream(file))
                .stream()
                        .map(ExportJson::read)
                        .filter(ExportLine.Entry.class::isInstance)
                        .map(ExportJson::write)
                        .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whateverWasDoneToIt(long seed) {
        Random random = new Random(seed);
        List<String> said = said(bytes(export));
        int found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] file = mutated(export, random);
            Verdict verdict = verdict(file);
            if (verdict.status() == Verdict.Status.OK) {
                assertThat(said(file)).as("seed %d, round %d", seed, round).isEqualTo(said);
            } else {
                assertThat(verdict.firstBad().isPresent() || !verdict.remarks().isEmpty())
                        .as("seed %d, round %d says why: %s", seed, round, verdict)
                        .isTrue();
                found++;
            }
        }
        assertThat(found).isGreaterThan(ROUNDS / 2);
    }

    private static byte[] mutated(List<String> original, Random random) {
        List<String> lines = new ArrayList<>(original);
        int line = random.nextInt(lines.size());
        switch (random.nextInt(10)) {
            case 0 -> lines.remove(line);
            case 1 -> lines.add(random.nextInt(lines.size()), lines.get(line));
            case 2 -> Collections.swap(lines, line, random.nextInt(lines.size()));
            case 3 -> lines.set(line, valueReplaced(lines.get(line), random));
            case 4 -> lines.set(line, inserted(lines.get(line), random));
            case 5 -> lines.set(line, memberTwice(lines.get(line)));
            default -> {
                return bytesChanged(bytes(lines), random);
            }
        }
        return bytes(lines);
    }

    /** No accident to what a host has kept makes a good log bad. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whateverWasDoneToWhatAHostHasKept(long seed) {
        Random random = new Random(seed);
        List<String> kept = logs.keptLines(entries, 3, 4, COUNT);
        int used = 0;
        for (int round = 0; round < ROUNDS / 5; round++) {
            HostEvidence evidence = HostEvidence.none();
            try {
                evidence.more(new TextLines(new ByteArrayInputStream(mutated(kept, random))).stream());
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("it is ");
                continue;
            }
            Verdict verdict = ExportCheck.verify(export.stream(), Optional.of(logs.log.key()), evidence);
            assertThat(verdict.status())
                    .as("seed %d, round %d: %s", seed, round, verdict)
                    .isNotEqualTo(Verdict.Status.BAD);
            used += verdict.keepingHosts();
        }
        assertThat(used).isPositive();
    }

    private static String piece(Random random) {
        return PIECES.get(random.nextInt(PIECES.size()));
    }

    /** Something else after one of the colons. */
    private static String valueReplaced(String line, Random random) {
        int colon = line.indexOf(':', random.nextInt(line.length()));
        int end = colon < 0 ? -1 : line.indexOf(',', colon);
        return end < 0 ? piece(random) : line.substring(0, colon + 1) + piece(random) + line.substring(end);
    }

    private static String inserted(String line, Random random) {
        int at = random.nextInt(line.length() + 1);
        return line.substring(0, at) + piece(random) + line.substring(at);
    }

    private static String memberTwice(String line) {
        int comma = line.indexOf(',');
        return comma < 0 ? line : line.substring(0, comma + 1) + line.substring(1);
    }

    private static byte[] bytesChanged(byte[] file, Random random) {
        int at = random.nextInt(file.length);
        int length = Math.min(1 + random.nextInt(60), file.length - at);
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(file, at);
            case 1 -> joined(Arrays.copyOf(file, at), Arrays.copyOfRange(file, at + length, file.length));
            case 2 -> joined(Arrays.copyOf(file, at + length), Arrays.copyOfRange(file, at, file.length));
            default -> {
                byte[] changed = file.clone();
                changed[at] ^= (byte) (1 << random.nextInt(8));
                yield changed;
            }
        };
    }

    private static byte[] joined(byte[] before, byte[] after) {
        byte[] all = Arrays.copyOf(before, before.length + after.length);
        System.arraycopy(after, 0, all, before.length, after.length);
        return all;
    }

    private static Stream<byte[]> notAnExport() {
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);
        byte[] long1 = new byte[TextLines.MAX_BYTES + 1];
        Arrays.fill(long1, (byte) ' ');
        return Stream.of(
                new byte[0],
                new byte[] {'\n'},
                new byte[] {0},
                noise,
                new byte[1_000_000],
                long1,
                "{".repeat(1_000_000).getBytes(StandardCharsets.UTF_8),
                ("{\"" + "n".repeat(40_000) + "\":1}").getBytes(StandardCharsets.UTF_8),
                ("{\"line\":\"end\",\"entries\":" + "9".repeat(100_000) + "}").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("notAnExport")
    void whatIsNoExport(byte[] file) {
        Verdict verdict = verdict(file);
        assertThat(verdict.status()).isEqualTo(Verdict.Status.CANNOT_TELL);
        assertThat(verdict.remarks()).singleElement().satisfies(why -> assertThat(why)
                .hasSizeBetween(1, 400)
                .containsAnyOf("cannot be read: ", "the file is empty"));
    }

    /** Every byte of every entry is covered, or does not change what the entry says. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, COUNT})
    void eachByteOfAnEntry(int sequence) {
        int line = (int) export.stream()
                .takeWhile(text -> !text.contains("\"sequence\":" + sequence + ","))
                .count();
        byte[] original = bytes(export);
        List<String> said = said(original);
        int begin = bytes(export.subList(0, line)).length;
        int length = export.get(line).getBytes(StandardCharsets.UTF_8).length;
        int harmless = 0;
        for (int at = 0; at < length; at++) {
            for (int bit : new int[] {1, 1 << 5}) {
                byte[] file = original.clone();
                file[begin + at] ^= (byte) bit;
                if (verdict(file).status() == Verdict.Status.OK) {
                    // a capital in an id
                    assertThat(said(file)).isEqualTo(said);
                    harmless++;
                }
            }
        }
        assertThat(harmless).isLessThan(length / 10);
    }

    /** Texts that would have the bytes of other texts, and a time with digits that no hash has. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"actor\":\"who?\"|\"actor\":\"who\\ud800\"",
                "\"at\":\"2026-11-17T03:14:20Z\"|\"at\":\"2026-11-17T03:14:20.000000999Z\"",
                "\"at\":\"2026-11-17T03:14:20Z\"|\"at\":\"-1000000000-01-01T00:00:00Z\""
            })
    void whatTheHashWouldNotSee(String edit) {
        String[] parts = edit.split("\\|", 2);
        String original = String.join("\n", export);
        assertThat(original).contains(parts[0]);
        Verdict verdict = verdict(original.replace(parts[0], parts[1]).getBytes(StandardCharsets.UTF_8));
        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.BAD);
        assertThat(verdict.firstBad().orElseThrow())
                .extracting(Fault::sequence, Fault::kind)
                .containsExactly(5L, Fault.Kind.CHANGED);
    }
}
