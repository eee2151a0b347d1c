package dev.portledger.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.domain.audit.Fault;
import dev.portledger.domain.audit.Verdict;
import dev.portledger.server.testing.AuditExports;
import dev.portledger.server.testing.SignedIn;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** A log that somebody changed before there was a tree: it gets one, and is not thereby in order. */
@QuarkusTest
@WithTestResource(
        value = OldLog.class,
        initArgs =
                @ResourceArg(
                        name = OldLog.EDIT,
                        value = "update audit_entry set actor = 'mallory' where sequence = 5000"))
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class TamperedOldLogTest {

    @Inject
    Checkpoints checkpoints;

    @Test
    void isFoundWhenItIsFirstSigned() {
        String cookie = SignedIn.cookie("viewer");
        await().untilAsserted(() -> SignedIn.with(cookie)
                .get("/api/audit?action=audit.found_bad")
                .then()
                .body("total", equalTo(1))
                .body("items[0].actorKind", equalTo("SERVER"))
                .body("items[0].detail.sequence", equalTo(5_000))
                .body("items[0].detail.kind", equalTo("CHANGED")));
        SignedIn.with(cookie)
                .get("/api/audit/verify")
                .then()
                .body("firstBad.sequence", equalTo(5_000))
                .body("firstBad.kind", equalTo("CHANGED"));
        Verdict verdict = AuditExports.verdict(cookie, checkpoints.key());
        assertThat(verdict.firstBad().orElseThrow())
                .as(verdict.toString())
                .extracting(Fault::sequence, Fault::kind)
                .containsExactly(5_000L, Fault.Kind.CHANGED);
    }
}
