package dev.portledger.server.ledger.query;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingHost;
import dev.portledger.server.testing.TestingLedger;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is told of another time, and how certain that is. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class ListenersAsOfTest extends SeededListeners {

    @Test
    void anotherTimeIsCertainOnlyWhereSomebodyLooked() {
        Instant noon = TestingLedger.now().minus(Duration.ofDays(2));
        TestingHost old = ledger.enrolledHost("old");
        old.covered(noon.minusSeconds(3600), noon.plusSeconds(600), "AGENT_GONE", null);
        old.covered(noon.plusSeconds(1200), noon.plusSeconds(3600));
        UUID held = old.holding(1000)
                .began("BETWEEN_LOOKS", noon.minusSeconds(60), noon.minusSeconds(50))
                .ended("BETWEEN_LOOKS", noon.plusSeconds(50), noon.plusSeconds(60))
                .insert();
        old.holding(1001)
                .began("FIRST_LOOK", null, noon.plusSeconds(10))
                .ended("EVENT", noon.plusSeconds(20), noon.plusSeconds(20))
                .insert();

        asOf(old, noon).body("items.port", contains(1000)).body("items.certain", contains(true));
        asOf(old, noon).body("unknownHosts", empty()).body("items[0].holdingId", equalTo(held.toString()));
        asOf(old, noon.minusSeconds(55)).body("items.port", contains(1000)).body("items.certain", contains(false));
        asOf(old, noon.minusSeconds(60)).body("items", empty()).body("unknownHosts", empty());
        asOf(old, noon.plusSeconds(15)).body("items.port", contains(1000, 1001));
        asOf(old, noon.plusSeconds(20)).body("items.port", contains(1000));
        asOf(old, noon.plusSeconds(55)).body("items.certain", contains(false));
        asOf(old, noon.plusSeconds(60)).body("items", empty()).body("unknownHosts", empty());
        asOf(old, noon.plusSeconds(900)).body("items", empty()).body("unknownHosts.hostName", contains("old"));
        asOf(old, noon.minusSeconds(7200)).body("items", empty()).body("unknownHosts.hostId", contains(old.id()));
        asOf(old, TestingLedger.now()).body("unknownHosts.hostName", contains("old"));
    }

    @Test
    void aSocketThatOutlivedAGapIsNotCertainWithinIt() {
        Instant gone = TestingLedger.now().minus(Duration.ofHours(5));
        TestingHost old = ledger.enrolledHost("old");
        old.covered(gone.minusSeconds(600), gone, "GAP", "the outbox was full");
        old.covered(gone.plusSeconds(600), gone.plusSeconds(900));
        old.holding(1000)
                .began("EVENT", gone.minusSeconds(60), gone.minusSeconds(60))
                .insert();
        asOf(old, gone).body("items.certain", contains(true));
        asOf(old, gone.plusSeconds(300))
                .body("items.certain", contains(false))
                .body("unknownHosts.hostName", contains("old"));
        asOf(old, gone.plusSeconds(700)).body("items.certain", contains(true)).body("unknownHosts", empty());
    }

    private ValidatableResponse asOf(TestingHost host, Instant at) {
        return list("?host=" + host.id() + "&at=" + at).statusCode(200);
    }
}
