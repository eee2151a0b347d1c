package dev.portledger.server.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.portledger.domain.finding.Sysctl;
import dev.portledger.domain.finding.Sysctls;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.PolicyFacts;
import dev.portledger.domain.frame.PolicyFacts.PolicyRule;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingLedger;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What hosts protect by themselves, over all hosts that somebody sees. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class HostPoliciesTest {

    private static final String BUILT_IN = "{\"rule\":\"protected.pid1\",\"text\":\"PID 1\",\"configured\":false}";
    private static final String DATABASE =
            "{\"rule\":\"protected.unit:database\",\"text\":\"units postgresql*.service\",\"configured\":true}";

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    private TestingLedger ledger;
    private String cookie;

    @BeforeEach
    void noHosts() {
        ledger = new TestingLedger(postgres);
        ledger.clear();
        cookie = SignedIn.cookie("viewer");
    }

    private ValidatableResponse get(String path) {
        return SignedIn.with(cookie).get(path).then();
    }

    private UUID host(String name, String policy) {
        UUID hostId = ledger.enrolledHost(name).hostId();
        ledger.run("update host set policy = ?::jsonb where host_id = ?", policy, hostId);
        return hostId;
    }

    private static String rules(String... rules) {
        return "{\"observeOnly\":false,\"rules\":[" + String.join(",", rules) + "]}";
    }

    private void fourKinds() {
        for (int i = 1; i <= 5; i++) {
            host("web-" + i, rules(BUILT_IN));
        }
        host("db-1", rules(BUILT_IN, DATABASE));
        host("db-2", " { \"rules\" : [" + BUILT_IN + "," + DATABASE + "], \"observeOnly\" : false } ");
        host("bank", "{\"observeOnly\":true,\"rules\":[" + BUILT_IN + "]}");
        host("odd", "{\"observeOnly\":false,\"problem\":\"line 3\",\"rules\":[" + BUILT_IN + "]}");
        ledger.enrolledHost("new");
    }

    @Test
    void hostsWithTheSamePolicyAreOneRowAndTroubleIsFirst() {
        fourKinds();
        get("/api/host-policies")
                .statusCode(200)
                .body("items.kind", contains("MALFORMED", "UNKNOWN", "OBSERVE_ONLY", "RULES", "RULES"))
                .body("items.hosts", contains(1, 1, 1, 5, 2))
                .body(
                        "items.names",
                        equalTo(List.of(
                                List.of("odd"),
                                List.of("new"),
                                List.of("bank"),
                                List.of("web-1", "web-2", "web-3"),
                                List.of("db-1", "db-2"))))
                .body("items[0].policy.problem", equalTo("line 3"))
                .body("items[1]", not(hasKey("policy")))
                .body("items[1].policyId", equalTo("unknown"))
                .body("items[2].policy.observeOnly", equalTo(true))
                .body("items[4].policy.rules.rule", contains("protected.pid1", "protected.unit:database"))
                .body("items[4].policy.rules.configured", contains(false, true))
                .body("hosts", equalTo(Map.of("malformed", 1, "unknown", 1, "observeOnly", 1, "rules", 7)));
    }

    @Test
    void everyNumberCountsTheHostsOfAList() {
        fourKinds();
        var groups = get("/api/host-policies").extract().jsonPath();
        List<String> ids = groups.getList("items.policyId");
        List<Integer> hosts = groups.getList("items.hosts");
        assertThat(ids).hasSize(5);
        for (int i = 0; i < ids.size(); i++) {
            get("/api/hosts?policy=" + ids.get(i)).statusCode(200).body("total", equalTo(hosts.get(i)));
        }
        get("/api/hosts?policy=" + ids.get(4) + "&q=db-2").body("items.name", contains("db-2"));
        get("/api/hosts?policy=" + "0".repeat(32)).statusCode(200).body("items", empty());
    }

    @Test
    void pagesShowEveryPolicyOnce() {
        fourKinds();
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = get("/api/host-policies?limit=2"
                            + cursor.map(text -> "&cursor=" + text).orElse(""))
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("items.policyId", String.class));
            cursor = Optional.ofNullable(page.getString("nextCursor"));
        } while (cursor.isPresent());
        assertThat(seen).doesNotHaveDuplicates().hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"MALFORMED, 1", "unknown, 1", "observe_only, 1", "RULES, 2"})
    void oneKindIsShown(String kind, int policies) {
        fourKinds();
        get("/api/host-policies?kind=" + kind).statusCode(200).body("items", hasSize(policies));
    }

    @Test
    void whoIsLimitedSeesAndCountsTheirOwnHostsOnly() {
        UUID mine = host("mine", rules(BUILT_IN));
        host("another", rules(BUILT_IN));
        host("odd", "{\"observeOnly\":false,\"problem\":\"line 3\",\"rules\":[]}");
        String crew = "crew-" + UUID.randomUUID();
        ledger.run("update host set labels = ?::jsonb where host_id = ?", "{\"crew\":\"" + crew + "\"}", mine);
        SignedIn.create(crew, "correct horse battery", List.of("viewer"), "{\"crew\":\"" + crew + "\"}");
        SignedIn.with(SignedIn.signIn(crew, "correct horse battery"))
                .get("/api/host-policies")
                .then()
                .statusCode(200)
                .body("items.names", equalTo(List.of(List.of("mine"))))
                .body("items.hosts", contains(1))
                .body("hosts", equalTo(Map.of("malformed", 0, "unknown", 0, "observeOnly", 0, "rules", 1)));
    }

    @Test
    void itIsAsTheAgentToldItLast() {
        Sysctl unread = new Sysctl.Unread("this user may not read it");
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "telling")) {
            agent.connect();
            agent.awaitAcknowledged();
            get("/api/host-policies").body("items.kind", contains("UNKNOWN"));
            for (boolean observeOnly : new boolean[] {true, false}) {
                agent.link()
                        .send(new AgentFrame.Condition(
                                agent.now(),
                                List.of(),
                                new Sysctls(Listeners.NETNS, unread, unread, unread, unread),
                                Optional.of(new PolicyFacts(
                                        observeOnly,
                                        Optional.empty(),
                                        List.of(new PolicyRule("protected.port:web", "ports 443", true))))));
                await().untilAsserted(() -> get("/api/host-policies")
                        .body("items.kind", contains(observeOnly ? "OBSERVE_ONLY" : "RULES"))
                        .body("items[0].policy.rules.rule", contains("protected.port:web")));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "host-policies?kind=odd, query_invalid",
        "host-policies?limit=0, query_invalid",
        "host-policies?cursor=x, cursor_invalid",
        "hosts?policy=x, query_invalid"
    })
    void refusesWhatItCannotRead(String query, String code) {
        get("/api/" + query).statusCode(400).body("code", equalTo(code));
    }
}
