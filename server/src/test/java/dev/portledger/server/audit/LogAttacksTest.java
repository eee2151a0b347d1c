package dev.portledger.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.domain.audit.ExportCheck;
import dev.portledger.domain.audit.Fault;
import dev.portledger.domain.audit.HostEvidence;
import dev.portledger.domain.audit.Refusal;
import dev.portledger.domain.audit.Verdict;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.testing.AuditExports;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import dev.portledger.server.testing.TestingWitness;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What somebody does who owns the database, and what shows it: the server's own check, the offline verifier, and the checkpoints that a
 * host has kept. Each test asks which entry is named first.
 */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class LogAttacksTest {

    @Inject
    AuditLog log;

    @Inject
    Checkpoints checkpoints;

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    private String cookie = "";
    private TestingAgent agent;
    private TestingWitness witness;
    private long alice;
    private long bob;
    private long carol;

    /** Three entries, and a host that has kept a checkpoint after each of them and before the first. */
    @BeforeEach
    void threeEntriesThatAHostHasSeen() {
        cookie = SignedIn.cookie("viewer");
        agent = TestingAgent.enrolled(server, postgres, "witness");
        witness = new TestingWitness(agent);
        witness.connect();
        seen("nobody");
        alice = seen("alice");
        bob = seen("bob");
        carol = seen("carol");
        await().until(() -> witnesses()
                .path("find { it.hostId == '" + agent.hostId() + "' }.size")
                .equals((int) carol));
    }

    @AfterEach
    void leave() {
        agent.close();
    }

    private long append(String actor) {
        return QuarkusTransaction.requiringNew()
                .call(() -> log.append(AuditDraft.of(new Actor.Person(actor), "test.act")));
    }

    private long seen(String actor) {
        long entry = append(actor);
        witness.keepUpTo(entry);
        return entry;
    }

    private Response witnesses() {
        return SignedIn.with(cookie).get("/api/audit/witnesses");
    }

    private Response serverSays() {
        return SignedIn.with(cookie).get("/api/audit/verify");
    }

    private Verdict verified(HostEvidence evidence) {
        return AuditExports.verdict(cookie, checkpoints.key(), evidence);
    }

    private static Fault bad(Verdict verdict) {
        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.BAD);
        return verdict.firstBad().orElseThrow();
    }

    private void named(long sequence, Fault.Kind kind) {
        Fault alone = bad(verified(HostEvidence.none()));
        assertThat(alone.sequence()).as(alone.message()).isEqualTo(sequence);
        assertThat(alone.kind()).as(alone.message()).isEqualTo(kind);
        serverSays()
                .then()
                .body("firstBad.sequence", equalTo((int) sequence))
                .body("firstBad.kind", equalTo(kind.name()))
                .body("verifiedUntil", equalTo((int) sequence - (kind == Fault.Kind.REWRITTEN ? 0 : 1)));
    }

    @Test
    void aLogThatNobodyTouchedIsGood() {
        Verdict verdict = verified(witness.evidence());
        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.OK);
        assertThat(verdict.entries()).isEqualTo(verdict.size()).isEqualTo(carol);
        assertThat(verdict.keepingHosts()).isEqualTo(1);
        assertThat(verdict.cosigningHosts()).isPositive();
        assertThat(verdict.checkpoints()).isGreaterThanOrEqualTo(4);
        serverSays()
                .then()
                .body("firstBad", equalTo(null))
                .body("signedUntil", equalTo((int) carol))
                .body("cosignedUntil", equalTo((int) carol))
                .body("contradicting", equalTo(List.of()))
                .body("notSigning", equalTo(null));
    }

    @Test
    void anEntryThatWasChanged() throws Exception {
        try (Forger forger = new Forger(postgres)) {
            forger.sql("update audit_entry set actor = 'mallory' where sequence = " + bob);
            named(bob, Fault.Kind.CHANGED);
        }
    }

    @Test
    void anEntryThatWasRemoved() throws Exception {
        try (Forger forger = new Forger(postgres)) {
            forger.sql("delete from audit_entry where sequence = " + bob);
            named(bob, Fault.Kind.MISSING);
        }
    }

    @Test
    void anEntryThatWasPutIn() throws Exception {
        try (Forger forger = new Forger(postgres)) {
            forger.sql(
                    "update audit_entry set sequence = sequence + 1000000 where sequence > " + alice,
                    "update audit_entry set sequence = sequence - 999999 where sequence > 1000000",
                    "insert into audit_entry select sequence + 1, at, actor_kind, 'mallory', action, host_id, protocol, port,"
                            + " stop_id, reason, detail, hash, sha256('y') from audit_entry where sequence = " + alice);
            named(alice + 1, Fault.Kind.CHANGED);
        }
    }

    @Test
    void entriesThatChangedPlaces() throws Exception {
        try (Forger forger = new Forger(postgres)) {
            forger.sql(
                    "update audit_entry set sequence = -1 where sequence = " + bob,
                    "update audit_entry set sequence = " + bob + " where sequence = " + alice,
                    "update audit_entry set sequence = " + alice + " where sequence = -1");
            named(alice, Fault.Kind.CHANGED);
        }
    }

    /** Cut off with everything that belongs to it: alone, such a log is in order. The host remembers the end. */
    @Test
    void aLogThatWasCutOff() throws Exception {
        try (Forger forger = new Forger(postgres)) {
            forger.sql(
                    "delete from audit_entry where sequence > " + alice,
                    "delete from audit_node where (position + 1) << level > " + alice,
                    "delete from audit_checkpoint where size > " + alice,
                    "delete from audit_cosignature where size > " + alice);
            Fault fault = bad(verified(witness.evidence()));
            assertThat(fault.sequence()).isEqualTo(alice + 1);
            assertThat(fault.kind()).isEqualTo(Fault.Kind.CUT_OFF);

            // the server itself remembers as well, outside of the database
            assertThat(checkpoints.sign()).isEmpty();
            serverSays().then().body("notSigning", org.hamcrest.Matchers.containsString("does not continue"));

            witness.connect();
            assertThat(witness.untilRefused().reason()).isEqualTo(Refusal.SMALLER);
            contradictionShows(Refusal.SMALLER);
        }
    }

    /** Cut off, with its tree left as it was: nothing can be written any more, and so nothing is done. */
    @Test
    void aLogThatWasCutOffTakesNoEntryInPlaceOfAnother() throws Exception {
        try (Forger forger = new Forger(postgres)) {
            forger.sql("delete from audit_entry where sequence > " + bob);
            named(bob + 1, Fault.Kind.CUT_OFF);
            SignedIn.create("dave", "password-of-dave", "viewer");
            io.restassured.RestAssured.given()
                    .formParam("j_username", "dave")
                    .formParam("j_password", "password-of-dave")
                    .post("/api/session")
                    .then()
                    .statusCode(503);
            assertThatThrownBy(() -> append("dave"))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("cannot be written; nothing was done");
        }
    }

    @Test
    void aLogThatWasRecomputedInTheDatabase() throws Exception {
        try (Forger forger = new Forger(postgres)) {
            forger.recompute(this::instead, Optional.empty());
            named(bob, Fault.Kind.REWRITTEN);
            assertThat(bad(verified(witness.evidence())).sequence()).isEqualTo(bob);
        }
    }

    /** With its checkpoints removed, so that the server would sign the new history: it remembers what it has signed. */
    @Test
    void aRecomputedLogIsNotSignedAnew() throws Exception {
        try (Forger forger = new Forger(postgres)) {
            forger.recompute(this::instead, Optional.empty());
            forger.forgetCheckpoints();
            assertThat(checkpoints.sign()).isEmpty();
            SignedIn.with(cookie)
                    .get("/api/audit.jsonl")
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("audit_not_signed"));
            serverSays().then().body("notSigning", org.hamcrest.Matchers.containsString("does not continue"));
        }
    }

    /** Who has the key as well can sign what he likes; the server and the verifier find nothing wrong. The host does. */
    @Test
    void aLogThatWasRecomputedWithItsKey() throws Exception {
        try (Forger forger = new Forger(postgres)) {
            forger.recompute(this::instead, Optional.of(LogKeyFile.readOrCreate(postgres.auditKey())));
            assertThat(verified(HostEvidence.none()).status()).isEqualTo(Verdict.Status.OK);
            serverSays().then().body("firstBad", equalTo(null));

            Fault fault = bad(verified(witness.evidence()));
            assertThat(fault.sequence()).isEqualTo(bob);
            assertThat(fault.kind()).isEqualTo(Fault.Kind.REWRITTEN);

            append("later");
            assertThat(witness.untilRefused().reason()).isEqualTo(Refusal.NOT_CONSISTENT);
            contradictionShows(Refusal.NOT_CONSISTENT);

            witness.connect();
            assertThat(witness.untilRefused().reason()).isEqualTo(Refusal.NOT_CONSISTENT);
        }
    }

    private AuditEntry instead(AuditEntry entry) {
        return entry.sequence() == bob ? Forger.by("mallory", entry) : entry;
    }

    private void contradictionShows(Refusal reason) {
        String host = "contradicting.find { it.hostId == '" + agent.hostId() + "' }";
        await().untilAsserted(() -> serverSays()
                .then()
                .body(host + ".reason", equalTo(reason.name()))
                .body(host + ".size", equalTo((int) carol)));
        Map<String, Object> recorded = Objects.requireNonNull(SignedIn.with(cookie)
                .get("/api/audit?action=audit.contradicted&host=" + agent.hostId())
                .path("items[0].detail"));
        assertThat(recorded)
                .containsEntry("rule", reason.name())
                .containsEntry("keptSize", (int) carol)
                .containsEntry("keptSignedByThisLog", true);
    }

    /** A filtered export has only some of the entries, each with its proof. */
    @Test
    void aFilteredExportProvesWhatItShows() throws Exception {
        String filtered = SignedIn.with(cookie)
                .get("/api/audit.jsonl?actor=bob")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        Verdict good = ExportCheck.verify(filtered.lines(), checkpoints.key(), HostEvidence.none());
        assertThat(good.status()).as(good.toString()).isEqualTo(Verdict.Status.OK);
        assertThat(good.filtered()).isTrue();
        assertThat(good.entries()).isPositive().isLessThan(good.size());
        Fault fault = bad(ExportCheck.verify(
                filtered.replace("\"actor\":\"bob\"", "\"actor\":\"rob\"").lines(),
                checkpoints.key(),
                HostEvidence.none()));
        assertThat(fault.kind()).isEqualTo(Fault.Kind.CHANGED);
        try (Forger forger = new Forger(postgres)) {
            forger.sql("update audit_entry set actor = 'mallory' where sequence = " + bob);
            String forged =
                    SignedIn.with(cookie).get("/api/audit.jsonl?actor=mallory").asString();
            assertThat(bad(ExportCheck.verify(forged.lines(), checkpoints.key(), HostEvidence.none()))
                            .sequence())
                    .isEqualTo(bob);
        }
    }
}
