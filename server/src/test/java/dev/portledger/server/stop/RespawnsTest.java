package dev.portledger.server.stop;

import static dev.portledger.server.stop.StopHolders.byHand;
import static dev.portledger.server.stop.StopHolders.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.domain.frame.StopFacts;
import dev.portledger.domain.frame.StopFacts.ParentFacts;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.server.ledger.EarlierHolders.Held;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A parent that has started the holder of a port again and again, told from the ledger. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class RespawnsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PARENT = 900;

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    /** Processes of {@link StopHolders} were started 100 + pid ticks after the boot. */
    private static ParentFacts parent(int child, Optional<Long> startTicks) {
        return new ParentFacts(child, PARENT, "watcher", Optional.of("/opt/watcher"), Optional.empty(), startTicks);
    }

    private static Held held(Holder holder, int from, int until) {
        return new Held(holder, START.plusSeconds(from), Optional.of(START.plusSeconds(until)));
    }

    private static Held holding(Holder holder, int from) {
        return new Held(holder, START.plusSeconds(from), Optional.empty());
    }

    private static Holder node(int pid) {
        return process("node", pid, PARENT, byHand());
    }

    private static Optional<Respawns> of(Held... held) {
        return Respawns.of(node(5003), parent(5003, Optional.of(50L)), List.of(held));
    }

    @Test
    void eachThatFollowsSoonOnOneThatEndedCounts() {
        assertThat(of(held(node(5001), 0, 100), held(node(5002), 103, 200), holding(node(5003), 201)))
                .contains(new Respawns(2, START.plusSeconds(201), Duration.ofSeconds(1), Duration.ofSeconds(3)));
    }

    @Test
    void oneHoldingAfterAnotherOfTheSameProcessIsNoRespawn() {
        assertThat(of(held(node(5003), 0, 100), holding(node(5003), 100))).isEmpty();
        assertThat(of(held(node(5003), 7, 7))).isEmpty();
    }

    @Test
    void afterAMinuteItMayBeAPerson() {
        assertThat(of(held(node(5001), 0, 100), holding(node(5003), 160))).isPresent();
        assertThat(of(held(node(5001), 0, 100), holding(node(5003), 161))).isEmpty();
    }

    @Test
    void thoseThatShareThePortAreNoSuccessorsOfEachOther() {
        assertThat(of(held(node(5001), 0, 100), holding(node(5002), 1), holding(node(5003), 2)))
                .isEmpty();
        assertThat(of(held(node(5001), 0, 100), held(node(5002), 1, 100), holding(node(5003), 101)))
                .as("two ended and one came")
                .contains(new Respawns(1, START.plusSeconds(101), Duration.ofSeconds(1), Duration.ofSeconds(1)));
    }

    @Test
    void anotherParentOrProgramIsNone() {
        assertThat(of(held(process("node", 5001, 901, byHand()), 0, 100), holding(node(5003), 101)))
                .isEmpty();
        assertThat(of(held(process("java", 5001, PARENT, byHand()), 0, 100), holding(node(5003), 101)))
                .isEmpty();
        List<Held> seen = List.of(held(node(5001), 0, 100), holding(node(5003), 101));
        assertThat(Respawns.of(node(5003), parent(5003, Optional.of(5_102L)), seen))
                .as("the parent's pid was another's when 5001 was started")
                .isEmpty();
        assertThat(Respawns.of(node(5003), parent(5003, Optional.empty()), seen))
                .as("not known")
                .isEmpty();
    }

    private StopScene scene(Listener first) {
        return StopScene.with(server, postgres, first).facts(facts(5003, Optional.of(50L)));
    }

    private static StopFacts facts(int child, Optional<Long> startTicks) {
        return new StopFacts(List.of(StopMethod.PROCESS), List.of(), List.of(parent(child, startTicks)));
    }

    private static void follows(StopScene scene, Listener before, Listener after) {
        scene.agent.close(before.key());
        scene.agent.open(after);
        scene.agent.awaitAcknowledged();
    }

    @Test
    void thePlanTellsWhatTheLedgerHasSeen() {
        Listener first = StopHolders.held(8321, 1, node(5001));
        Listener second = StopHolders.held(8321, 2, node(5002));
        Listener third = StopHolders.held(8321, 3, node(5003));
        try (StopScene scene = scene(first)) {
            follows(scene, first, second);
            follows(scene, second, third);
            scene.plan(8321)
                    .then()
                    .statusCode(201)
                    .body("comesBack.code", equalTo(List.of("parent_respawned")))
                    .body(
                            "comesBack[0].text",
                            allOf(
                                    containsString("process 900 (watcher), has started it again 2 times"),
                                    containsString("the last time at 20")));
            scene.facts(facts(5003, Optional.of(5_103L)));
            scene.plan(8321)
                    .then()
                    .body("comesBack.code", equalTo(List.of("parent_respawns")))
                    .body("comesBack[0].text", containsString("has not seen it do so"));
            scene.facts(facts(5003, Optional.empty()));
            scene.plan(8321)
                    .then()
                    .body("comesBack.code", equalTo(List.of("parent_respawns")))
                    .body("comesBack[0].text", containsString("is not known"));
            scene.facts(facts(5003, Optional.of(50L)));
            scene.sql("update holding set holders = jsonb_set(holders, '{list,0,exe}', '\"/opt/other\"')"
                    + " where host_id = '" + scene.agent.hostId() + "' and pid in (5001, 5002)");
            scene.plan(8321).then().body("comesBack.code", equalTo(List.of("parent_respawns")));
        }
    }

    @Test
    void whatItTookBeforeIsWaitedForBeforeFreedIsTold() {
        Listener first = StopHolders.held(8322, 1, node(5002));
        Listener second = StopHolders.held(8322, 2, node(5003));
        try (StopScene scene = scene(first)) {
            follows(scene, first, second);
            scene.sql(
                    "update holding set began_after = began_at - interval '30 s', ended_after = ended_after - interval '20 s',"
                            + " began_at = began_at - interval '30 s' where host_id = '" + scene.agent.hostId()
                            + "' and pid = 5002");
            assertThat(scene.commanded(8322).verifyFor()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(60));
        }
    }
}
