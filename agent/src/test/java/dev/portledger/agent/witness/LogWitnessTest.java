package dev.portledger.agent.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portledger.agent.testing.TestingLog;
import dev.portledger.domain.audit.ExportCheck;
import dev.portledger.domain.audit.ExportJson;
import dev.portledger.domain.audit.ExportLine;
import dev.portledger.domain.audit.HostEvidence;
import dev.portledger.domain.audit.KeptCheckpoints;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.NoteSignature;
import dev.portledger.domain.audit.Refusal;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.audit.Verdict;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.ServerFrame;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogWitnessTest {

    private static final URI SERVER = URI.create("https://ports.example.com:8600");
    private static final UUID HOST = UUID.fromString("5f0c1f6e-8d5b-8a31-9c1e-2b6d3f0a7c11");

    @TempDir
    Path folder;

    private final TestingLog.Keys keys = TestingLog.Keys.fresh();
    private final TestingLog log = TestingLog.empty();

    private LogWitness open() throws IOException {
        return LogWitness.open(folder, SERVER, HOST, keys);
    }

    private static AgentFrame answer(LogWitness witness, ServerFrame.Checkpoint offered) throws InterruptedException {
        BlockingQueue<AgentFrame> answers = new LinkedBlockingQueue<>();
        witness.take(offered, answers::add);
        AgentFrame answer = answers.poll(10, TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        return answer;
    }

    private void grows(int entries) {
        for (int i = 0; i < entries; i++) {
            log.append("alice");
        }
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(each -> String.valueOf(each.getFileName()).startsWith("checkpoints-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void keepsCosignsAndRemembers() throws Exception {
        grows(3);
        try (LogWitness witness = open()) {
            assertThat(witness.standing().size()).isEmpty();
            assertThat(answer(witness, log.offer(0))).isInstanceOfSatisfying(AgentFrame.Cosigned.class, cosigned -> {
                assertThat(cosigned.size()).isEqualTo(3);
                NoteKey key = NoteKey.of(KeptCheckpoints.cosignerName(HOST), NoteKey.Kind.COSIGNER, keys.x509());
                assertThat(cosigned.cosigner()).isEqualTo(key.text());
                String text =
                        SignedCheckpoint.parse(log.offer(0).note()).checkpoint().text();
                assertThat(NoteSignature.parse(cosigned.line()).isBy(key, text)).isTrue();
            });
        }
        grows(2);
        try (LogWitness witness = open()) {
            assertThat(witness.standing().size()).contains(3L);
            assertThat(answer(witness, log.offer(1)))
                    .isEqualTo(new AgentFrame.Witness(Optional.of(3L))); // from elsewhere
            assertThat(answer(witness, log.offer(3))).isInstanceOf(AgentFrame.Cosigned.class);
            assertThat(witness.facility().available()).isTrue();
        }
        HostEvidence evidence = HostEvidence.read(LogWitness.keptIn(folder).stream());
        assertThat(evidence.unusable()).isEmpty();
        Verdict verdict = ExportCheck.verify(log.export().stream(), Optional.empty(), evidence);
        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.OK);
        assertThat(verdict.keepingHosts()).isEqualTo(1);
    }

    @Test
    void refusesAnotherHistoryLoudlyAndGoesOnWhenTheOldOneIsBack() throws Exception {
        grows(3);
        TestingLog forged;
        try (LogWitness witness = open()) {
            answer(witness, log.offer(0));
            grows(2);
            forged = log.rewritten("mallory");
            assertThat(answer(witness, forged.offer(3)))
                    .isInstanceOfSatisfying(AgentFrame.CheckpointRefused.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(Refusal.NOT_CONSISTENT);
                        assertThat(SignedCheckpoint.parse(refused.kept().orElseThrow())
                                        .checkpoint()
                                        .size())
                                .isEqualTo(3);
                    });
            assertThat(witness.facility().available()).isFalse();
            assertThat(witness.facility().detail()).contains("NOT_CONSISTENT");
            long lines = Files.readAllLines(file()).size();
            answer(witness, forged.offer(3));
            assertThat(Files.readAllLines(file())).hasSize((int) lines); // the same again is no news
        }
        try (LogWitness witness = open()) {
            assertThat(witness.facility().available()).isFalse();
            assertThat(witness.standing().size()).contains(3L);
            assertThat(answer(witness, log.offer(3))).isInstanceOf(AgentFrame.Cosigned.class);
            assertThat(witness.facility().available()).isTrue();
        }
        HostEvidence evidence = HostEvidence.read(LogWitness.keptIn(folder).stream());
        Verdict verdict = ExportCheck.verify(forged.export().stream(), Optional.of(log.key()), evidence);
        assertThat(verdict.firstBad().orElseThrow().sequence()).isEqualTo(1);
        assertThat(verdict.status()).isEqualTo(Verdict.Status.BAD);
    }

    @Test
    void refusesAnotherKeyAndAnEarlierState() throws Exception {
        grows(3);
        ServerFrame.Checkpoint early = log.offer(0);
        grows(1);
        try (LogWitness witness = open()) {
            answer(witness, log.offer(0));
            TestingLog stranger = TestingLog.empty();
            stranger.append("mallory");
            assertThat(answer(witness, stranger.offer(0)))
                    .isInstanceOfSatisfying(AgentFrame.CheckpointRefused.class, refused -> assertThat(refused.reason())
                            .isEqualTo(Refusal.OTHER_KEY));
            assertThat(answer(witness, early))
                    .isInstanceOfSatisfying(AgentFrame.CheckpointRefused.class, refused -> assertThat(refused.reason())
                            .isEqualTo(Refusal.SMALLER));
        }
    }

    @Test
    void isNotFilledByAServerThatOffersThisAndThatInTurns() throws Exception {
        grows(3);
        ServerFrame.Checkpoint early = log.offer(0);
        grows(1);
        TestingLog stranger = TestingLog.empty();
        stranger.append("mallory");
        try (LogWitness witness = open()) {
            answer(witness, log.offer(0));
        }
        String refused = ExportJson.write(new ExportLine.Refused(early.note(), Instant.EPOCH, Refusal.SMALLER.name()));
        Files.write(file(), Collections.nCopies(3 * CheckpointFile.MOST, refused), StandardOpenOption.APPEND);
        long full = Files.size(file());
        try (LogWitness witness = open()) {
            for (int i = 0; i < 5; i++) {
                answer(witness, stranger.offer(0));
                answer(witness, early);
            }
            assertThat(Files.size(file())).isEqualTo(full);
            assertThat(witness.facility().available()).isFalse();
            grows(1);
            assertThat(answer(witness, log.offer(4))).isInstanceOf(AgentFrame.Cosigned.class);
        }
        assertThat(Files.readAllLines(file())).hasSize(3); // a witness and what it keeps
    }

    /** The power went while a line was written: what was cosigned is there, the rest is written over. */
    @Test
    void goesOnAfterALineWhoseEndWasLost() throws Exception {
        grows(2);
        try (LogWitness witness = open()) {
            answer(witness, log.offer(0));
        }
        Files.writeString(file(), "{\"line\":\"checkpoint\",\"no", StandardOpenOption.APPEND);
        grows(2);
        try (LogWitness witness = open()) {
            assertThat(witness.standing().size()).contains(2L);
            answer(witness, log.offer(2));
        }
        try (LogWitness witness = open()) {
            assertThat(witness.standing().size()).contains(4L);
        }
        assertThat(Files.readAllLines(file())).hasSize(3); // a witness and two checkpoints
    }

    @Test
    void doesNotBeginAnewWhereItsFileWasChanged() throws Exception {
        grows(2);
        try (LogWitness witness = open()) {
            answer(witness, log.offer(0));
        }
        Files.write(file(), List.of("something else"));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("line 1");
    }

    @Test
    void anotherServerHasAnotherLog() throws Exception {
        grows(2);
        try (LogWitness witness = open()) {
            answer(witness, log.offer(0));
        }
        try (LogWitness witness = LogWitness.open(folder, URI.create("https://other:8600"), HOST, keys)) {
            assertThat(witness.standing().size()).isEmpty();
        }
    }

    /** A host whose key is replaced goes on: what it cosigned before is still checked by the old one. */
    @Test
    void aNewKeyOfTheHostIsSaidInTheFile() throws Exception {
        grows(2);
        try (LogWitness witness = open()) {
            answer(witness, log.offer(0));
        }
        grows(1);
        try (LogWitness witness = LogWitness.open(folder, SERVER, HOST, TestingLog.Keys.fresh())) {
            answer(witness, log.offer(2));
        }
        HostEvidence evidence = HostEvidence.read(LogWitness.keptIn(folder).stream());
        assertThat(evidence.unusable()).isEmpty();
        assertThat(evidence.at(2, log.key())).hasSize(1);
        assertThat(evidence.at(3, log.key())).hasSize(1);
    }
}
