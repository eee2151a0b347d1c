package dev.portledger.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.AgentFrame.Gap;
import dev.portledger.domain.frame.AgentFrame.StopResult;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.Position;
import dev.portledger.domain.stop.StopOutcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutboxTest {

    private static final Outbox.Limits LIMITS = new Outbox.Limits(1 << 20, 1 << 16);
    private static final Instant LOOK = Instant.parse("2026-11-17T03:14:15.123456Z");

    @TempDir
    Path folder;

    private Outbox open() throws IOException {
        return Outbox.open(folder, LIMITS, Instant.EPOCH);
    }

    private static Optional<Position> append(Outbox outbox, String reason, long digest) {
        return outbox.append(position -> new Gap(position, LOOK, LOOK, reason), digest, LOOK);
    }

    private static List<Position> waiting(Outbox outbox) {
        List<Position> positions = new ArrayList<>();
        Optional<Outbox.Next> next = outbox.after(outbox.acknowledged());
        while (next.isPresent()) {
            positions.add(next.get().position());
            next = outbox.after(Optional.of(next.get().position()));
        }
        return positions;
    }

    private Path onlySegment() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".frames"))
                    .filter(file -> file.toFile().length() > 0)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void keepsFramesInOrderUntilTheyAreAcknowledged() throws Exception {
        try (Outbox outbox = open()) {
            for (int i = 1; i <= 10; i++) {
                assertThat(append(outbox, "frame " + i, i)).contains(new Position(outbox.epoch(), i));
            }
            assertThat(outbox.waiting()).isEqualTo(10);
            outbox.acknowledge(new Position(outbox.epoch(), 4));
            assertThat(outbox.waiting()).isEqualTo(6);
            assertThat(outbox.acknowledgedDigest()).isEqualTo(4);
            assertThat(waiting(outbox)).hasSize(6).first().isEqualTo(new Position(outbox.epoch(), 5));
            Outbox.Next next = outbox.after(outbox.acknowledged()).orElseThrow();
            assertThat(FrameJson.readAgentFrame(next.text()))
                    .isEqualTo(new Gap(new Position(outbox.epoch(), 5), LOOK, LOOK, "frame 5"));
        }
    }

    @Test
    void acknowledgementsOfTheUnknownChangeNothing() throws Exception {
        try (Outbox outbox = open()) {
            append(outbox, "x", 7);
            outbox.acknowledge(new Position(outbox.epoch(), 2));
            outbox.acknowledge(new Position(outbox.epoch() + 1, 1));
            assertThat(outbox.waiting()).isEqualTo(1);
            outbox.acknowledge(new Position(outbox.epoch(), 1));
            outbox.acknowledge(new Position(outbox.epoch() - 1, 1));
            assertThat(outbox.acknowledged()).contains(new Position(outbox.epoch(), 1));
        }
    }

    @Test
    void epochsAlwaysRiseAndEarlierFramesStay() throws Exception {
        List<Position> kept = new ArrayList<>();
        long epoch = 0;
        for (int run = 0; run < 5; run++) {
            try (Outbox outbox = open()) {
                assertThat(outbox.epoch()).isGreaterThan(epoch);
                epoch = outbox.epoch();
                kept.add(append(outbox, "run " + run, run).orElseThrow());
                assertThat(waiting(outbox)).isEqualTo(kept);
                assertThat(outbox.isSnapshotDue()).isTrue();
            }
        }
        Files.delete(folder.resolve("stream"));
        try (Outbox outbox = open()) {
            assertThat(outbox.epoch()).as("known from the frames as well").isGreaterThan(epoch);
            outbox.acknowledge(kept.get(2));
            assertThat(waiting(outbox)).isEqualTo(kept.subList(3, 5));
        }
    }

    @Test
    void aLostStateBeginsAboveTheEpochsItForgot() throws Exception {
        try (Outbox outbox = Outbox.open(folder, LIMITS, LOOK)) {
            assertThat(outbox.epoch()).isEqualTo(LOOK.getEpochSecond());
        }
    }

    @Test
    void whatACrashToreIsCutOffWhereverItWasTorn() throws Exception {
        Position second;
        try (Outbox outbox = open()) {
            append(outbox, "first", 1);
            second = append(outbox, "second", 2).orElseThrow();
            append(outbox, "third", 3);
        }
        Path segment = onlySegment();
        byte[] whole = Files.readAllBytes(segment);
        for (int length = whole.length - 1; length > whole.length - 100; length -= 7) {
            Files.write(segment, java.util.Arrays.copyOf(whole, length));
            try (Outbox outbox = open()) {
                assertThat(waiting(outbox)).last().isEqualTo(second);
                assertThat(append(outbox, "after", 4)).contains(new Position(outbox.epoch(), 1));
                assertThat(waiting(outbox)).hasSize(3);
            }
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(each -> !each.equals(segment)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void damageInTheMiddleNeverShowsAsAFrame() throws Exception {
        try (Outbox outbox = open()) {
            for (int i = 0; i < 50; i++) {
                append(outbox, "frame " + i, i);
            }
        }
        Path segment = onlySegment();
        byte[] whole = Files.readAllBytes(segment);
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Path other = Files.createTempDirectory(folder, "round");
            Files.write(other.resolve(segment.getFileName()), damaged);
            try (Outbox outbox = Outbox.open(other, LIMITS, Instant.EPOCH)) {
                List<Position> waiting = waiting(outbox);
                assertThat(waiting.size()).isLessThan(50);
                for (int i = 0; i < waiting.size(); i++) {
                    assertThat(waiting.get(i).sequence()).isEqualTo(i + 1);
                }
            }
        }
    }

    @Test
    void whenItIsFullTheLedgerIsDroppedWithAGapAndStopsAreKept() throws Exception {
        UUID stop = UUID.randomUUID();
        try (Outbox outbox = open()) {
            long epoch = outbox.epoch();
            append(outbox, "applied", 1);
            outbox.acknowledge(new Position(epoch, 1));
            outbox.appendStop(position -> new StopResult(position, stop, new StopOutcome.Freed(), LOOK));
            String large = "x".repeat(10_000);
            while (outbox.epoch() == epoch) {
                append(outbox, large, 2);
            }
            assertThat(outbox.epoch()).isEqualTo(epoch + 1);
            assertThat(outbox.gapSince()).contains(LOOK);
            assertThat(outbox.isSnapshotDue()).isTrue();
            Outbox.Next next = outbox.after(outbox.acknowledged()).orElseThrow();
            Position first = new Position(epoch + 1, 1);
            assertThat(FrameJson.readAgentFrame(next.text()))
                    .isEqualTo(new StopResult(first, stop, new StopOutcome.Freed(), LOOK));
            assertThat(outbox.waiting()).isEqualTo(1);
            Position snapshot = append(outbox, "stands for a snapshot", 3).orElseThrow();
            outbox.snapshotAppended(snapshot);
            assertThat(outbox.gapSince()).isEmpty();
            assertThat(outbox.isSnapshotDue()).isFalse();
        }
    }

    @Test
    void acknowledgedFramesMakeRoom() throws Exception {
        String large = "x".repeat(10_000);
        try (Outbox outbox = open()) {
            long epoch = outbox.epoch();
            for (int i = 0; i < 1_000; i++) {
                outbox.acknowledge(append(outbox, large, i).orElseThrow());
            }
            assertThat(outbox.epoch()).isEqualTo(epoch);
            assertThat(outbox.waiting()).isZero();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(200_000);
        }
    }

    @Test
    void withoutAFolderToWriteToItGoesOnInMemoryAndSaysSo() throws Exception {
        Path own = folder.resolve("outbox");
        try (Outbox outbox = Outbox.open(own, LIMITS, Instant.EPOCH)) {
            append(outbox, "on disk", 1);
            outbox.acknowledge(new Position(outbox.epoch(), 1));
            // no file can be made where there is no folder; the same as a full disk, and true for root as well
            try (Stream<Path> files = Files.list(own)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(own);
            long epoch = outbox.epoch();
            String large = "x".repeat(5_000);
            for (int i = 0; i < 20; i++) {
                append(outbox, large, 2);
            }
            outbox.acknowledge(new Position(epoch, 2));
            assertThat(outbox.problem()).isPresent();
            while (outbox.epoch() == epoch) {
                append(outbox, large, 2);
            }
            assertThat(outbox.gapSince()).as("memory is bounded").contains(LOOK);
            assertThat(append(outbox, "and goes on", 3)).isPresent();
            assertThat(waiting(outbox)).hasSize(1);
        }
    }

    @Test
    void aWholeSnapshotThatWaitsIsEnough() throws Exception {
        try (Outbox outbox = open()) {
            Position snapshot = append(outbox, "snapshot", 1).orElseThrow();
            outbox.snapshotAppended(snapshot);
            outbox.requireSnapshotAfter(Optional.empty());
            assertThat(outbox.isSnapshotDue()).isFalse();
            outbox.requireSnapshotAfter(Optional.of(snapshot));
            assertThat(outbox.isSnapshotDue()).isTrue();
        }
    }

    @Test
    void aServerThatIsAheadIsOvertaken() throws Exception {
        try (Outbox outbox = open()) {
            append(outbox, "x", 1);
            outbox.overtake(new Position(outbox.epoch() + 5, 3));
            assertThat(outbox.epoch())
                    .isEqualTo(outbox.acknowledged().orElseThrow().epoch() + 1);
            assertThat(outbox.waiting()).isZero();
            assertThat(outbox.isSnapshotDue()).isTrue();
        }
    }

    /** The program prints a position after it was appended; whatever it has printed must be there. */
    @Test
    void nothingThatWasAppendedIsLostByKill9() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingProgram.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String last = out.readLine();
        for (int i = 0; i < 2_000; i++) {
            last = out.readLine();
        }
        process.toHandle().destroyForcibly(); // the one of Process would close the output as well
        process.waitFor();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            last = line.matches("\\d+ \\d+") ? line : last;
        }
        assertThat(process.exitValue()).isEqualTo(128 + 9);
        String[] printed = last.split(" ", -1);
        try (Outbox outbox = Outbox.open(folder, new Outbox.Limits(64 << 20, 1 << 20), Instant.EPOCH)) {
            List<Position> waiting = waiting(outbox);
            assertThat(waiting).contains(new Position(Long.parseLong(printed[0]), Long.parseLong(printed[1])));
            for (int i = 0; i < waiting.size(); i++) {
                assertThat(waiting.get(i).sequence()).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void aFileThatIsNoneOfItsOwnIsNoFrame() throws Exception {
        Files.writeString(
                folder.resolve("00000000000000000000.frames"), "not a frame at all, but long enough to be one");
        Files.writeString(folder.resolve("stream"), "epoch=many", StandardOpenOption.CREATE);
        try (Outbox outbox = open()) {
            assertThat(outbox.waiting()).isZero();
            assertThat(append(outbox, "x", 1)).isPresent();
        }
    }
}
