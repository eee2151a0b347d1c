package dev.portledger.server.finding;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.portledger.domain.finding.Sysctl;
import dev.portledger.domain.finding.Sysctls;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.holder.Management;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingHost;
import dev.portledger.server.testing.TestingLedger;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in a bad way on hosts, out of the ledger and of what their agents say. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class FindingsTest {

    private static final Sysctls BAD = new Sysctls(
            Listeners.NETNS,
            new Sysctl.Value("1"),
            new Sysctl.Value("1"),
            new Sysctl.Value("32768\t60999"),
            new Sysctl.Value("40001"));

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    private TestingLedger ledger;
    private String cookie;

    @BeforeEach
    void clear() {
        ledger = new TestingLedger(postgres);
        ledger.clear();
        cookie = SignedIn.cookie("viewer");
    }

    private ValidatableResponse findings(UUID hostId) {
        return SignedIn.with(cookie).get("/api/hosts/" + hostId + "/findings").then();
    }

    private static void eventually(Runnable assertion) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(assertion::run);
    }

    @Test
    void whatAnAgentSaysOfItsHostIsJudged() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "hygiene")) {
            agent.put(Listeners.listener(8080, 1));
            agent.put(Listeners.listener(40_000, 2));
            agent.put(Listeners.listener(40_001, 3));
            agent.connect();
            agent.awaitAcknowledged();
            findings(agent.hostId())
                    .statusCode(200)
                    .body("findings", empty())
                    .body("unknown.code", hasItem("tcp_tw_reuse"))
                    .body("unknown.why", hasItem("the host's agent does not tell the kernel's settings"));

            agent.condition(List.of(), BAD);
            eventually(() -> findings(agent.hostId())
                    .statusCode(200)
                    .body("watch", equalTo("LIVE"))
                    .body("findings.code", contains("tcp_tw_recycle", "tcp_tw_reuse", "listener_in_ephemeral_range"))
                    .body("findings[0].commands", contains("sysctl -w net.ipv4.tcp_tw_recycle=0"))
                    .body("findings[0].ports", empty())
                    .body("findings[0]", not(hasKey("protocol")))
                    .body("findings[2].ports", contains(40_000))
                    .body("findings[2].protocol", equalTo("TCP"))
                    .body("findings[2].evidence", hasItem(startsWith("It is held by demo, pid ")))
                    .body("more", equalTo(0))
                    .body("unknown", empty()));

            Sysctl denied = new Sysctl.Unread("this user may not read it");
            agent.condition(List.of(), new Sysctls(Listeners.NETNS, denied, denied, denied, denied));
            eventually(() -> findings(agent.hostId())
                    .body("findings", empty())
                    .body("unknown.code", contains("tcp_tw_recycle", "tcp_tw_reuse", "listener_in_ephemeral_range")));
        }
    }

    @Test
    void facilitiesThatChangeAreToldWithoutAnotherConnection() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "losing")) {
            agent.connect();
            agent.awaitAcknowledged();
            agent.condition(
                    List.of(new Facility("events", true, "post. 7 events were lost so far \u0000", Optional.empty())),
                    BAD);
            eventually(() -> SignedIn.with(cookie)
                    .get("/api/hosts/" + agent.hostId())
                    .then()
                    .body("facilities.name", contains("events"))
                    .body("facilities.detail", contains(startsWith("post. 7 events were lost so far"))));
        }
    }

    @Test
    void serversOfNobodyAreFoundInTheLedger() {
        TestingHost host = ledger.liveHost("web-1");
        host.holding(8080)
                .holder("node", 4121, "app", new Management.Unmanaged(Optional.of("session-3.scope")))
                .insert();
        host.holding(8081).unit("java", "orders.service").insert();
        host.holding(8082).kernelSocket().insert();
        findings(host.hostId())
                .body("findings.code", contains("unmanaged_server"))
                .body("findings[0].ports", contains(8080))
                .body("findings[0].evidence", contains("It is held by node, pid 4121, user app, in session-3.scope."));
    }

    @Test
    void whereHoldersAreNotSeenNothingIsSaidOfThem() {
        TestingHost host = ledger.liveHost("web-1");
        host.holding(8080).unknownHolders().insert();
        findings(host.hostId())
                .body("findings", empty())
                .body("unknown.code", hasItem("unmanaged_server"))
                .body("unknown.why", hasItem("not all holders of each socket could be seen"));
    }

    @Test
    void manyAreCounted() {
        TestingHost host = ledger.liveHost("web-1");
        for (int port = 8000; port < 8130; port++) {
            host.holding(port)
                    .holder("node", port, "app", new Management.Unmanaged(Optional.empty()))
                    .insert();
        }
        findings(host.hostId()).body("findings", hasSize(100)).body("more", equalTo(30));
        TestingHost other = ledger.liveHost("web-2");
        for (int port = 8000; port < 8130; port++) {
            other.holding(port).insert(); // all of one process
        }
        findings(other.hostId())
                .body("findings", hasSize(1))
                .body("findings[0].ports", hasSize(20))
                .body("findings[0].morePorts", equalTo(110));
    }

    @Test
    void ofAHostThatWasNeverSeenNothingIsKnown() {
        TestingHost host = ledger.enrolledHost("new");
        findings(host.hostId())
                .statusCode(200)
                .body("watch", equalTo("NEVER"))
                .body("$", not(hasKey("lookedAt")))
                .body("findings", empty())
                .body("unknown.code", hasItem("unmanaged_server"));
        findings(UUID.randomUUID()).statusCode(404).body("code", equalTo("host_not_found"));
        SignedIn.with("nonsense")
                .get("/api/hosts/" + host.hostId() + "/findings")
                .then()
                .statusCode(401);
    }
}
