package dev.portledger.server.stop;

import static dev.portledger.server.stop.StopHolders.manual;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.Receipt;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.domain.trust.PublicKey;
import dev.portledger.domain.trust.Purpose;
import dev.portledger.domain.trust.Signed;
import dev.portledger.domain.trust.SigningKey;
import dev.portledger.server.testing.LedgerRows;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What hosts sign of stops: kept where it is right, and what is not right counts for nothing. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class ReceiptsTest {

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    private static SigningKey key(StopScene scene) {
        return SigningKey.of(
                Base64.getEncoder()
                        .encodeToString(scene.agent.keys().getPrivate().getEncoded()),
                Base64.getEncoder()
                        .encodeToString(scene.agent.keys().getPublic().getEncoded()));
    }

    private static void reports(StopScene scene, SigningKey by, UUID stopId, StopOutcome outcome, StopOutcome signed) {
        var result = new AgentFrame.StopResult(scene.agent.nextPosition(), stopId, outcome, scene.agent.now());
        var other = new AgentFrame.StopResult(result.position(), stopId, signed, result.at());
        Signed receipt =
                by.sign(Purpose.RECEIPT, Receipt.of(scene.agent.hostId(), other).bytes());
        scene.agent.keepAndSend(result.with(receipt));
        scene.agent.awaitAcknowledged();
    }

    private List<String> audited(UUID stopId) {
        return new LedgerRows(postgres)
                .query(
                        "select action || coalesce(' ' || (detail ->> 'rule'), '') as what from audit_entry where stop_id = ?"
                                + " and actor_kind = 'AGENT' order by sequence",
                        stopId,
                        row -> row.getString("what"));
    }

    @Test
    void aReceiptIsKeptAndTheAuditLogRefersToIt() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8180, 1, 4121))) {
            SigningKey key = key(scene);
            ServerFrame.Stop command = scene.commanded(8180);
            UUID stopId = command.stopId();
            var step = new AgentFrame.StopProgress(
                    scene.agent.nextPosition(),
                    stopId,
                    StopStep.ACCEPTED,
                    scene.agent.now(),
                    Optional.of("by journal"));
            Signed ofStep = key.sign(
                    Purpose.RECEIPT, Receipt.of(scene.agent.hostId(), step).bytes());
            scene.agent.keepAndSend(step.with(ofStep));
            reports(scene, key, stopId, new StopOutcome.Freed(), new StopOutcome.Freed());
            assertThat(scene.field(stopId.toString(), "outcome.is")).isEqualTo("freed");

            List<Map<String, String>> kept = scene.operator()
                    .get("/api/stops/" + stopId + "/receipts")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("items");
            assertThat(kept).hasSize(2);
            for (Map<String, String> receipt : kept) {
                // as an auditor checks it, with nothing but what the answer says and the host's key
                Signed signed =
                        new Signed(part(receipt, "payload"), part(receipt, "signature"), part(receipt, "keyId"));
                assertThat(signed.hash()).isEqualTo(part(receipt, "hash"));
                assertThat(PublicKey.of(part(receipt, "publicKey"))).isEqualTo(key.publicKey());
                assertThat(PublicKey.of(part(receipt, "publicKey"))
                                .open(Purpose.RECEIPT, signed)
                                .flatMap(Receipt::read)
                                .orElseThrow()
                                .stopId())
                        .isEqualTo(stopId);
            }
            List<String> referred = new LedgerRows(postgres)
                    .query(
                            "select detail ->> 'receipt' as hash from audit_entry where stop_id = ?"
                                    + " and detail ->> 'receipt' is not null order by sequence",
                            stopId,
                            row -> row.getString("hash"));
            assertThat(referred)
                    .containsExactlyInAnyOrderElementsOf(
                            kept.stream().map(receipt -> part(receipt, "hash")).toList());
        }
    }

    @Test
    void aReceiptThatIsNotRightMakesNothingOfTheReport() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8181, 1, 4121))) {
            SigningKey key = key(scene);
            UUID stopId = scene.commanded(8181).stopId();
            reports(scene, SigningKey.generate(), stopId, new StopOutcome.Freed(), new StopOutcome.Freed());
            reports(scene, key, stopId, new StopOutcome.Freed(), new StopOutcome.Aborted());
            var result = new AgentFrame.StopResult(
                    scene.agent.nextPosition(), stopId, new StopOutcome.Freed(), scene.agent.now());
            Signed good = key.sign(
                    Purpose.RECEIPT, Receipt.of(scene.agent.hostId(), result).bytes());
            Signed forged = SigningKey.generate()
                    .sign(
                            Purpose.RECEIPT,
                            Receipt.of(scene.agent.hostId(), result).bytes());
            scene.agent.keepAndSend(result.with(new Signed(good.payload(), forged.signature(), good.keyId())));
            scene.agent.awaitAcknowledged();
            assertThat(scene.field(stopId.toString(), "state")).isEqualTo("REQUESTED");
            assertThat(audited(stopId))
                    .containsExactly(
                            "receipt.refused receipt.key_unknown",
                            "receipt.refused receipt.other_content",
                            "receipt.refused receipt.signature_invalid");
            reports(scene, key, stopId, new StopOutcome.Freed(), new StopOutcome.Freed());
            assertThat(scene.field(stopId.toString(), "state")).isEqualTo("SETTLED");
        }
    }

    @Test
    void whoHasSaidThatItSignsIsNotBelievedWithout() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8182, 1, 4121))) {
            scene.sql("update host set signs_receipts = true where host_id = ?", scene.agent.hostId());
            UUID stopId = scene.commanded(8182).stopId();
            scene.ends(stopId, new StopOutcome.Freed());
            assertThat(scene.field(stopId.toString(), "state")).isEqualTo("REQUESTED");
            assertThat(audited(stopId)).containsExactly("receipt.refused receipt.missing");
            assertThat(FrameLimits.RECEIPTS).isEqualTo("receipts");
        }
    }

    /** The application may add receipts and no more. */
    @Test
    void receiptsAreNeitherChangedNorRemoved() throws SQLException {
        try (var connection = postgres.connectAsSuperuser();
                var statement = connection.prepareStatement(
                        "select privilege_type from information_schema.role_table_grants where grantee = 'portledger_app' and table_name in ('stop_receipt', 'command_key_set') order by 1");
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                assertThat(rows.getString(1)).isIn("SELECT", "INSERT");
            }
        }
    }

    private static String part(Map<String, String> receipt, String name) {
        return Objects.requireNonNull(receipt.get(name), name);
    }
}
