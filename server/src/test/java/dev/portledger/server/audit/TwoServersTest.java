package dev.portledger.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.server.testing.StoredTree;
import dev.portledger.server.testing.TestingPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several servers with one database: one log, and checkpoints that continue each other, whoever signs. */
@SuppressWarnings("NullAway.Init") // filled in before each test
final class TwoServersTest {

    private static final int EACH = 150;

    @TempDir
    Path folder;

    private TestingPostgres postgres;
    private TestingSigner one;
    private TestingSigner two;

    @BeforeEach
    void servers() throws SQLException {
        postgres = TestingPostgres.start();
        postgres.migrate("latest");
        one = new TestingSigner(postgres, postgres.auditKey());
        two = new TestingSigner(postgres, postgres.auditKey());
    }

    @AfterEach
    void end() {
        one.close();
        two.close();
        postgres.close();
    }

    @Test
    void appendAndSignAtOnce() throws Exception {
        one.append("first");
        AtomicBoolean over = new AtomicBoolean();
        List<SignedCheckpoint> signed = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<SignedCheckpoint>>> signing = List.of(
                    threads.submit(signsUntil(over, one)),
                    threads.submit(signsUntil(over, two)),
                    threads.submit(signsUntil(over, two)));
            List<Future<Long>> appending = List.of(
                    threads.submit(appends(one)),
                    threads.submit(appends(one)),
                    threads.submit(appends(two)),
                    threads.submit(appends(two)));
            try {
                for (Future<Long> each : appending) {
                    each.get();
                }
            } finally {
                over.set(true);
            }
            for (Future<List<SignedCheckpoint>> each : signing) {
                signed.addAll(each.get());
            }
        }
        long size = StoredTree.assertIsThatOfTheEntries(postgres).size();
        assertThat(size).isEqualTo(1 + 4 * EACH);
        SignedCheckpoint last = one.checkpoints.sign().orElseThrow();
        assertThat(last.checkpoint().size()).isEqualTo(size);
        assertThat(two.checkpoints.sign()).contains(last);
        assertThat(new LastSigned(postgres.auditKey()).read()).contains(last);
        try (Connection connection = postgres.connect()) {
            var tree = AuditTree.on(connection);
            assertThat(signed).hasSizeGreaterThan(20).allSatisfy(each -> assertThat(
                            tree.root(each.checkpoint().size()))
                    .isEqualTo(each.checkpoint().root()));
        }
        AuditVerification verified = two.verified();
        assertThat(verified.firstBad()).isEmpty();
        assertThat(verified.signedUntil()).contains(size);
        assertThat(verified.notSigning()).isEmpty();
    }

    private static Callable<Long> appends(TestingSigner server) {
        return () -> {
            long last = 0;
            for (int i = 0; i < EACH; i++) {
                long next = server.append("somebody");
                assertThat(next).isGreaterThan(last);
                last = next;
            }
            return last;
        };
    }

    /** Each is larger than the one before, or the same. */
    private static Callable<List<SignedCheckpoint>> signsUntil(AtomicBoolean over, TestingSigner server) {
        return () -> {
            List<SignedCheckpoint> all = new ArrayList<>();
            long size = 0;
            while (!over.get()) {
                SignedCheckpoint next = server.checkpoints
                        .sign()
                        .orElseThrow(() -> new AssertionError(server.checkpoints.contradiction()));
                assertThat(next.checkpoint().size()).isGreaterThanOrEqualTo(size);
                size = next.checkpoint().size();
                all.add(next);
            }
            return all;
        };
    }

    @Test
    void oneWithAnotherKeyDoesNotSignAndSaysSo() throws Exception {
        one.append("alice");
        SignedCheckpoint before = one.checkpoints.sign().orElseThrow();
        try (TestingSigner stranger = new TestingSigner(postgres, folder.resolve("another-key"))) {
            assertThat(stranger.append("bob")).isEqualTo(2);
            assertThat(stranger.checkpoints.sign()).isEmpty();
            assertThat(stranger.checkpoints.contradiction().orElseThrow())
                    .contains(before.checkpoint().origin(), "is signed by another key", "the same key file");
            assertThat(Files.exists(folder.resolve("another-key.last-checkpoint")))
                    .isFalse();
        }
        assertThat(one.checkpoints.sign().orElseThrow().checkpoint().size()).isEqualTo(2);
        assertThat(one.verified().firstBad()).isEmpty();
    }

    @Test
    void aKeyThatWasReplacedOnPurposeIsNamed() throws Exception {
        one.append("alice");
        assertThat(one.checkpoints.sign()).isPresent();
        String former = one.checkpoints.key().orElseThrow().text();
        try (TestingSigner heir = new TestingSigner(postgres, folder.resolve("new-key"), former)) {
            heir.append("bob");
            SignedCheckpoint next = heir.checkpoints.sign().orElseThrow();
            assertThat(next.by(heir.checkpoints.key().orElseThrow())).isPresent();
            AuditVerification verified = heir.verified();
            assertThat(verified.firstBad()).isEmpty();
            assertThat(verified.checkpoints()).isEqualTo(2);
        }
        assertThat(one.checkpoints.sign()).isEmpty();
    }
}
