package dev.portledger.server.agentadmin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.portledger.domain.finding.Sysctl;
import dev.portledger.domain.finding.Sysctls;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.CommandBody;
import dev.portledger.domain.frame.CommandRule;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.trust.CommandKeySet;
import dev.portledger.domain.trust.NewHostKey;
import dev.portledger.domain.trust.Purpose;
import dev.portledger.domain.trust.Signed;
import dev.portledger.domain.trust.SigningKey;
import dev.portledger.server.testing.LedgerRows;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import dev.portledger.server.trust.CommandKeys;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class AgentsTest {

    @TestHTTPResource
    URI server;

    @Inject
    CommandKeys keys;

    TestingPostgres postgres;

    private TestingAgent connected(String name) {
        TestingAgent agent = TestingAgent.enrolled(server, postgres, name);
        agent.connect();
        agent.awaitAcknowledged();
        return agent;
    }

    private static ValidatableResponse agent(TestingAgent agent) {
        return SignedIn.as("viewer").get("/api/agents/" + agent.hostId()).then().statusCode(200);
    }

    private static ValidatableResponse post(String path, Map<String, Object> body) {
        return SignedIn.as("admin")
                .contentType(ContentType.JSON)
                .body(body)
                .post(path)
                .then();
    }

    private static SigningKey signingKey(TestingAgent agent) {
        return SigningKey.of(
                Base64.getEncoder().encodeToString(agent.keys().getPrivate().getEncoded()),
                Base64.getEncoder().encodeToString(agent.keys().getPublic().getEncoded()));
    }

    private List<String> audited(UUID hostId) {
        return new LedgerRows(postgres)
                .query(
                        "select action || coalesce(' ' || (detail ->> 'rule'), '') as what from audit_entry where host_id = ? order by sequence",
                        hostId,
                        row -> row.getString("what"));
    }

    @Test
    void anAgentThatLooksAndTakesCommandsIsGood() {
        try (TestingAgent agent = connected("good")) {
            agent(agent)
                    .body("status", equalTo("GOOD"))
                    .body("commands", equalTo("YES"))
                    .body("keyId", equalTo(signingKey(agent).publicKey().id()))
                    .body("enrolledWith", nullValue());
            agent.condition(
                    List.of(new Facility("events", false, "not permitted", Optional.of("binds are not seen"))),
                    new Sysctls(1, new Sysctl.Absent(), new Sysctl.Absent(), new Sysctl.Absent(), new Sysctl.Absent()));
            await().untilAsserted(() -> agent(agent).body("status", equalTo("ATTENTION")));
            SignedIn.as("viewer")
                    .get("/api/agents?status=ATTENTION&q=host-" + agent.hostId())
                    .then()
                    .statusCode(200)
                    .body("total", equalTo(1))
                    .body("items.hostId", hasItem(agent.hostId().toString()));
        }
        TestingAgent.enrolled(server, postgres, "never");
        SignedIn.as("viewer").get("/api/agents?limit=1").then().body("items.size()", equalTo(1));
        SignedIn.as("viewer").get("/api/agents?status=DEAD").then().statusCode(400);
    }

    @Test
    void anAgentWithoutTheServersKeyTakesNoCommands() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "old")) {
            var link = agent.openLink();
            link.send(agent.helloWithoutTrust(
                    link.next(ServerFrame.Challenge.class).nonce()));
            link.next(ServerFrame.Welcome.class);
            agent.snapshot();
            agent.awaitAcknowledged();
            agent(agent).body("commands", equalTo("NO_KEY")).body("status", equalTo("ATTENTION"));
        }
    }

    @Test
    void aRevokedAgentIsOutAtOnceAndStaysOut() {
        try (TestingAgent agent = connected("lost")) {
            String path = "/api/agents/" + agent.hostId() + "/revocation";
            post(path, Map.of()).statusCode(400).body("code", equalTo("reason_required"));
            post(path, Map.of("reason", "two\nlines")).statusCode(400).body("code", equalTo("body_invalid"));
            SignedIn.as("operator")
                    .contentType(ContentType.JSON)
                    .body(Map.of("reason", "x"))
                    .post(path)
                    .then()
                    .statusCode(403);
            post(path, Map.of("reason", "the disk was sold"))
                    .statusCode(200)
                    .body("status", equalTo("REVOKED"))
                    .body("revokedBy", equalTo("admin"))
                    .body("revokeReason", equalTo("the disk was sold"));
            assertThat(agent.link().next(ServerFrame.Goodbye.class).code()).isEqualTo(ProblemCode.HOST_REVOKED);
            var link = agent.openLink();
            link.send(agent.hello(link.next(ServerFrame.Challenge.class).nonce()));
            assertThat(link.next(ServerFrame.Goodbye.class).code()).isEqualTo(ProblemCode.HOST_REVOKED);
            post(path, Map.of("reason", "again")).statusCode(409).body("code", equalTo("agent_state_conflict"));
            assertThat(audited(agent.hostId())).containsExactly("agent.revoked", "agent.refused agent.revoked");
            String token = post(
                            "/api/enrolment-tokens",
                            Map.of("hostId", agent.hostId().toString()))
                    .statusCode(201)
                    .extract()
                    .path("token");
            Map<String, Object> request = Map.of(
                    "token",
                    token,
                    "hostId",
                    agent.hostId().toString(),
                    "publicKey",
                    signingKey(agent).publicKey().text(),
                    "hostname",
                    "lost");
            post("/api/enrolments", request).statusCode(201);
            agent.connect();
            agent.awaitAcknowledged();
            agent(agent).body("status", equalTo("GOOD")).body("revokedAt", nullValue());
        }
    }

    @Test
    void whoCannotProveTheHostsKeyIsRefusedAndRecorded() {
        try (TestingAgent agent = connected("victim");
                TestingAgent impostor = TestingAgent.unknown(server)) {
            var link = impostor.openLink();
            AgentFrame.Hello hello =
                    impostor.hello(link.next(ServerFrame.Challenge.class).nonce());
            link.sendText(FrameJson.write(hello)
                    .replace(impostor.hostId().toString(), agent.hostId().toString()));
            assertThat(link.next(ServerFrame.Goodbye.class).code()).isEqualTo(ProblemCode.SIGNATURE_INVALID);
            assertThat(audited(agent.hostId())).containsExactly("agent.refused agent.signature_invalid");
        }
    }

    @Test
    void aCommandIsSignedForItsHostAndConnectionAndForTheAgentsClock() throws Exception {
        try (TestingAgent agent = connected("signed")) {
            post("/api/agents/" + agent.hostId() + "/key-rotation", Map.of("reason", "yearly"))
                    .statusCode(200);
            agent.link().next(ServerFrame.RotateKey.class);
            Signed command = agent.link().commands().getFirst();
            CommandKeySet set = FrameJson.payload(
                            Base64.getDecoder()
                                    .decode(keys.newest().orElseThrow().payload()),
                            CommandKeySet.class)
                    .orElseThrow();
            CommandBody body = set.publicKeys().stream()
                    .flatMap(key -> key.open(Purpose.COMMAND, command).stream())
                    .findFirst()
                    .flatMap(CommandBody::read)
                    .orElseThrow();
            assertThat(body.hostId()).isEqualTo(agent.hostId());
            assertThat(body.session()).isEqualTo(agent.session());
            assertThat(body.number()).isEqualTo(1);
            assertThat(body.act()).isInstanceOf(ServerFrame.RotateKey.class);
        }
    }

    @Test
    void aHostsKeyIsReplacedByTheFirstHelloWithTheNewOne() {
        try (TestingAgent agent = connected("rekeyed")) {
            SigningKey old = signingKey(agent);
            SigningKey next = SigningKey.generate();
            SigningKey wrong = SigningKey.generate();
            agent.link().send(change(agent.hostId(), wrong, next));
            agent.link().send(change(UUID.randomUUID(), old, next));
            agent.link().send(change(agent.hostId(), old, next));
            assertThat(agent.link().next(ServerFrame.KeyAccepted.class).keyId())
                    .isEqualTo(next.publicKey().id());
            agent.link().send(change(agent.hostId(), old, next));
            agent.link().next(ServerFrame.KeyAccepted.class);
            agent(agent).body("nextKeyId", equalTo(next.publicKey().id()));
            // killed before it took the new one: the old one is still good
            agent.disconnect();
            agent.restart();
            agent.connect();
            agent.awaitAcknowledged();
            agent.disconnect();
            agent.restart();
            assertThat(sayHello(agent, next)).isInstanceOf(ServerFrame.Welcome.class);
            agent(agent).body("keyId", equalTo(next.publicKey().id())).body("nextKeyId", nullValue());
            assertThat(sayHello(agent, old))
                    .isInstanceOfSatisfying(ServerFrame.Goodbye.class, goodbye -> assertThat(goodbye.code())
                            .isEqualTo(ProblemCode.SIGNATURE_INVALID));
            assertThat(audited(agent.hostId()))
                    .containsExactly(
                            "agent.refused agent.key_change_unproven",
                            "agent.key_announced",
                            "agent.key_changed",
                            "agent.refused agent.signature_invalid");
        }
    }

    private static AgentFrame.KeyChange change(UUID hostId, SigningKey by, SigningKey next) {
        byte[] payload =
                FrameJson.payload(new NewHostKey(hostId, next.publicKey().text()));
        return new AgentFrame.KeyChange(by.sign(Purpose.HOST_KEY, payload), next.sign(Purpose.HOST_KEY, payload));
    }

    private static ServerFrame sayHello(TestingAgent agent, SigningKey by) {
        var link = agent.openLink();
        String nonce = link.next(ServerFrame.Challenge.class).nonce();
        AgentFrame.Hello hello = agent.hello(nonce);
        String signature = Base64.getEncoder()
                .encodeToString(by.signature(
                        dev.portledger.domain.frame.HelloProof.message(nonce, agent.hostId(), hello.epoch())));
        link.sendText(FrameJson.write(hello).replace(hello.signature(), signature));
        return link.next(
                ServerFrame.class,
                frame -> frame instanceof ServerFrame.Welcome || frame instanceof ServerFrame.Goodbye);
    }

    @Test
    void whatAnAgentRefusedIsInTheAuditLog() {
        try (TestingAgent agent = connected("attacked")) {
            UUID stop = UUID.randomUUID();
            agent.keepAndSend(new AgentFrame.CommandRefused(
                    agent.nextPosition(), CommandRule.SIGNATURE_INVALID, 3, agent.now(), Optional.of(stop)));
            agent.awaitAcknowledged();
            assertThat(audited(agent.hostId())).containsExactly("command.refused command.signature_invalid");
        }
    }

    @Test
    void oneCommandKeyFollowsAnother() throws Exception {
        String before = keys.state().keyId();
        try (TestingAgent agent = connected("follower")) {
            post("/api/command-key/completion", Map.of("reason", "too early"))
                    .statusCode(409)
                    .body("code", equalTo("command_key_state_conflict"));
            long serial = keys.state().serial();
            String next = post("/api/command-key/rotation", Map.of("reason", "yearly"))
                    .statusCode(200)
                    .body("keyId", equalTo(before))
                    .extract()
                    .path("nextKeyId");
            // a second wish is the same one
            post("/api/command-key/rotation", Map.of("reason", "yearly")).body("nextKeyId", equalTo(next));
            Signed announced = agent.link().next(ServerFrame.CommandKeys.class).signed();
            assertThat(announced.keyId()).isEqualTo(before);
            CommandKeySet set = read(announced);
            assertThat(set.keyIds()).containsExactly(before, next);
            assertThat(set.serial()).isEqualTo(serial + 1);
            assertThat(set.key(before).orElseThrow().open(Purpose.COMMAND_KEYS, announced))
                    .isPresent();
            agent.link().send(new AgentFrame.KeysKnown(set.serial(), set.keyIds()));
            await().untilAsserted(() ->
                    SignedIn.as("viewer").get("/api/command-key").then().body("nextKeyId", equalTo(next)));
            post("/api/command-key/completion", Map.of("reason", "all have it"))
                    .statusCode(200)
                    .body("keyId", equalTo(next))
                    .body("nextKeyId", nullValue())
                    .body("usable", equalTo(true));
            Signed taken = agent.link()
                    .next(
                            ServerFrame.CommandKeys.class,
                            frame -> frame.signed().keyId().equals(next))
                    .signed();
            assertThat(set.key(next).orElseThrow().open(Purpose.COMMAND_KEYS, taken))
                    .isPresent();
            assertThat(read(taken).keyIds()).containsExactly(next);
            // an agent that was away hears of both, in their order
            assertThat(keys.after(serial).stream().map(AgentsTest::read).map(CommandKeySet::serial))
                    .containsExactly(serial + 1, serial + 2);
        }
    }

    private static CommandKeySet read(Signed signed) {
        return FrameJson.payload(Base64.getDecoder().decode(signed.payload()), CommandKeySet.class)
                .orElseThrow();
    }
}
