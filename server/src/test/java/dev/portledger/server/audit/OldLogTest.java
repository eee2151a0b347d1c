package dev.portledger.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.portledger.domain.audit.GrowingTree;
import dev.portledger.domain.audit.ProofCheck;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.audit.TreeHash;
import dev.portledger.domain.audit.Verdict;
import dev.portledger.server.testing.AuditExports;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.StoredTree;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A log from before the tree, after the server was brought up to date. */
@QuarkusTest
@WithTestResource(OldLog.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class OldLogTest {

    @Inject
    Checkpoints checkpoints;

    TestingPostgres postgres;

    private String cookie = "";

    /** Which is an entry behind the old ones. */
    @BeforeEach
    void signIn() {
        cookie = SignedIn.cookie("viewer");
    }

    @Test
    void hasTheTreeOfItsEntriesAndGoesOn() throws SQLException {
        GrowingTree tree = StoredTree.assertIsThatOfTheEntries(postgres);
        assertThat(tree.size()).isGreaterThan(OldLog.ENTRIES);
        SignedCheckpoint signed = checkpoints.sign().orElseThrow();
        assertThat(signed.checkpoint().size()).isEqualTo(tree.size());
        assertThat(signed.checkpoint().root()).isEqualTo(tree.root());
        for (int sequence : new int[] {1, 2, 4_096, 4_097, OldLog.ENTRIES}) {
            assertThat(ProofCheck.isIncluded(
                            leaf(sequence),
                            sequence - 1,
                            tree.size(),
                            checkpoints.inclusion(sequence, tree.size()),
                            tree.root()))
                    .as("entry %d", sequence)
                    .isTrue();
        }
    }

    private TreeHash leaf(long sequence) throws SQLException {
        try (var connection = postgres.connect();
                var query = connection.prepareStatement("select hash from audit_entry where sequence = ?")) {
            query.setLong(1, sequence);
            try (var row = query.executeQuery()) {
                row.next();
                return TreeHash.ofLeaf(row.getBytes(1));
            }
        }
    }

    @Test
    void isVerifiedFromItsFirstEntry() {
        await().untilAsserted(() -> SignedIn.with(cookie)
                .get("/api/audit/verify")
                .then()
                .body("firstBad", equalTo(null))
                .body("notSigning", equalTo(null))
                .body("verifiedUntil", greaterThanOrEqualTo(OldLog.ENTRIES))
                .body("signedUntil", greaterThanOrEqualTo(OldLog.ENTRIES)));
        Verdict verdict = AuditExports.verdict(cookie, checkpoints.key());
        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.OK);
        assertThat(verdict.entries()).isGreaterThan(OldLog.ENTRIES);
        SignedIn.with(cookie).get("/api/audit?action=audit.found_bad").then().body("total", equalTo(0));
    }
}
