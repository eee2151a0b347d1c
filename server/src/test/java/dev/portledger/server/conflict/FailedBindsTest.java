package dev.portledger.server.conflict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.portledger.domain.bind.Cause;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.bind.Warning;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.Position;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingClaim;
import dev.portledger.server.testing.TestingLedger;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What agents tell of failed binds, and what becomes of them. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class FailedBindsTest {

    private static final Cause TIME_WAIT =
            new Cause.TimeWaitOnly(3, Optional.empty(), Optional.of(true), Optional.empty());
    private static final LocalEndpoint ENDPOINT = new LocalEndpoint(IpAddress.parse("0.0.0.0"), 8080);

    @TestHTTPResource
    URI server;

    @Inject
    FailedBindUpkeep upkeep;

    TestingPostgres postgres;

    private final Map<String, String> cookies = new HashMap<>();
    private TestingAgent agent;

    @BeforeEach
    void connect() {
        agent = TestingAgent.enrolled(server, postgres, "web-12");
        agent.connect();
        agent.awaitAcknowledged();
    }

    @AfterEach
    void disconnect() {
        agent.close();
    }

    @Test
    void tellsAllOfOne() {
        agent.open(Listeners.listener(8080, 41));
        TestingClaim claim = new TestingClaim(agent, 8080).against(41).againstTimeWait(1);
        FailedBindSeries told = claim.failed(1);
        tell(told);
        one(claim)
                .statusCode(200)
                .body("hostName", equalTo("host-" + agent.hostId()))
                .body("state.is", equalTo("open"))
                .body("state", not(hasKey("by")))
                .body("times", equalTo(1))
                .body("call", equalTo("BIND"))
                .body("protocol", equalTo("TCP"))
                .body("address", equalTo("0.0.0.0"))
                .body("port", equalTo(8080))
                .body("flags.reuseAddr", equalTo(true))
                .body("errno", equalTo(98))
                .body("error", equalTo("EADDRINUSE"))
                .body("claimant.comm", equalTo("node"))
                .body("claimant.management.name", equalTo("shop.service"))
                .body("claimant.parent.comm", equalTo("systemd"))
                .body("inTheWay", hasSize(2))
                .body("inTheWay[0].holders.list[0].comm", equalTo("demo"))
                .body("inTheWay[0].holdingId", equalTo(holdingId(8080).toString()))
                .body("inTheWay[1]", not(hasKey("holdingId")))
                .body("diagnosis.cause", equalTo("unknown"))
                .body("diagnosis.commands", contains("systemctl stop -- demo.service"))
                .body("diagnosis.warnings", contains(Warning.KILL_MANAGED.text()));
        agent.close(Listeners.tcp(8080, 41));
        agent.awaitAcknowledged();
        one(claim).body("inTheWay[0]", not(hasKey("holdingId")));
    }

    @Test
    void aSeriesIsOneRowAndTheLaterReportReplacesTheEarlier() {
        TestingClaim claim = new TestingClaim(agent, 8080);
        FailedBindSeries first = claim.failed(1);
        tell(first);
        FailedBindSeries fourteenth = claim.by("node2").failed(14);
        tell(fourteenth);
        list("").body("total", equalTo(1)).body("times", equalTo(14));
        one(claim)
                .body("times", equalTo(14))
                .body("firstAt", equalTo(first.firstAt().toString()))
                .body("lastAt", equalTo(fourteenth.lastAt().toString()))
                .body("claimant.comm", equalTo("node2"));
        // an earlier report that comes late, and the last one once more
        tell(first);
        tell(fourteenth);
        one(claim).body("times", equalTo(14)).body("claimant.comm", equalTo("node2"));
    }

    @Test
    void aFrameThatComesAgainChangesNothing() {
        TestingClaim claim = new TestingClaim(agent, 8080);
        agent.disconnect();
        agent.failed(claim.failed(1));
        agent.failed(claim.failed(2));
        agent.connect();
        agent.sendAgain();
        agent.awaitAcknowledged();
        operate(claim, "resolve", Map.of("note", "moved")).statusCode(200);
        agent.disconnect();
        agent.failed(claim.failed(2));
        agent.connect();
        agent.awaitAcknowledged();
        one(claim).body("times", equalTo(2)).body("state.is", equalTo("resolved"));
    }

    /** However reports are mixed, each series ends with what the report with the most failures said; the seed is fixed. */
    @Test
    void theReportWithTheMostFailuresWins() {
        Random random = new Random(7);
        List<TestingClaim> claims = new ArrayList<>();
        List<FailedBindSeries> reports = new ArrayList<>();
        for (int series = 0; series < 8; series++) {
            TestingClaim claim = new TestingClaim(agent, 9_000 + series);
            claims.add(claim);
            for (int times = 1; times <= 12; times++) {
                reports.add(claim.by("try" + times).failed(times));
            }
        }
        Collections.shuffle(reports, random);
        while (!reports.isEmpty()) {
            Map<UUID, FailedBindSeries> frame = new HashMap<>();
            for (int i = random.nextInt(5); i >= 0 && !reports.isEmpty(); i--) {
                FailedBindSeries report = reports.removeLast();
                if (frame.putIfAbsent(report.id(), report) != null) {
                    reports.addFirst(report);
                }
                if (random.nextInt(4) == 0) {
                    reports.addFirst(report);
                }
            }
            agent.failed(frame.values().toArray(FailedBindSeries[]::new));
            if (random.nextInt(5) == 0) {
                agent.disconnect();
                agent.connect();
            }
        }
        agent.awaitAcknowledged();
        for (TestingClaim claim : claims) {
            one(claim).body("times", equalTo(12)).body("claimant.comm", equalTo("try12"));
        }
        list("").body("total", equalTo(8)).body("times", equalTo(96));
    }

    @Test
    void timesAreByTheServersClock() {
        agent.disconnect();
        agent.setClockOffset(Duration.ofHours(3));
        agent.connect();
        TestingClaim claim = new TestingClaim(agent, 8080).againstTimeWait(1);
        Instant before = Instant.now();
        tell(claim.failed(1));
        ValidatableResponse told = one(claim).statusCode(200);
        Duration half = Duration.ofSeconds(5);
        Instant last = Instant.parse(told.extract().path("lastAt"));
        assertThat(last).isBetween(before.minus(half), before.plus(half));
        Instant leaves = Instant.parse(told.extract().path("inTheWay[0].socket.leavesAt"));
        assertThat(leaves).isBetween(last.plusSeconds(20), last.plusSeconds(40));
    }

    @Test
    void whatIsResolvedOpensWhenItFailsAgain() {
        TestingClaim claim = new TestingClaim(agent, 8080);
        tell(claim.failed(1));
        operate(claim, "resolve", Map.of("note", "moved to 8081"))
                .statusCode(200)
                .body("state.is", equalTo("resolved"))
                .body("state.how", equalTo("PERSON"))
                .body("state.by", equalTo("operator"))
                .body("state.note", equalTo("moved to 8081"));
        tell(claim.failed(2));
        one(claim).body("state.is", equalTo("open")).body("state", not(hasKey("note")));
    }

    @Test
    void whatIsSnoozedStaysSoUntilItsTime() {
        TestingClaim claim = new TestingClaim(agent, 8080);
        tell(claim.failed(1));
        Instant until = Instant.now().plusSeconds(3_600);
        operate(claim, "snooze", Map.of("until", until.toString(), "note", "deploy on Monday"))
                .statusCode(200)
                .body("state.is", equalTo("snoozed"))
                .body("state.note", equalTo("deploy on Monday"));
        tell(claim.failed(2));
        one(claim).body("state.is", equalTo("snoozed")).body("times", equalTo(2));
        list("&state=open").body("total", equalTo(0));
        new TestingLedger(postgres)
                .run(
                        "update failed_bind set snoozed_until = ? where failed_id = ?",
                        Instant.now().minusSeconds(1),
                        claim.id());
        one(claim).body("state.is", equalTo("open"));
        list("&state=open").body("total", equalTo(1));
        operate(claim, "reopen", Map.of()).statusCode(409).body("code", equalTo("failed_bind_state_conflict"));
    }

    @Test
    void isResolvedWhenTheClaimantHoldsThePort() {
        TestingClaim claim =
                new TestingClaim(agent, 8080).managed(new Management.Unit("demo.service", Optional.empty()));
        TestingClaim other = new TestingClaim(agent, 8080);
        // double start: who holds it from before has the claimant's unit too
        agent.open(Listeners.listener(8080, 51));
        tell(claim.failed(3), other.failed(1));
        upkeep.settle();
        one(claim).body("state.is", equalTo("open"));
        agent.close(Listeners.tcp(8080, 51));
        agent.open(Listeners.listener(8080, 52));
        agent.awaitAcknowledged();
        upkeep.settle();
        one(claim)
                .body("state.is", equalTo("resolved"))
                .body("state.how", equalTo("CLAIMANT_HOLDS"))
                .body("state", not(hasKey("by")));
        one(other).body("state.is", equalTo("open"));
    }

    @Test
    void isResolvedWhenNobodyTriedForADayThatWasWatched() {
        Instant yesterday = Instant.now().minus(Duration.ofHours(30));
        TestingClaim claim = new TestingClaim(agent, 8080).since(yesterday);
        tell(claim.failed(1));
        upkeep.settle();
        // nobody was watching, so nobody knows
        one(claim).body("state.is", equalTo("open"));
        new TestingLedger(postgres)
                .run(
                        "insert into coverage (host_id, began_at, seen_until, epoch, boot_id, ended_how)"
                                + " values (?, ?, ?, 1, ?, 'GAP')",
                        agent.hostId(),
                        yesterday,
                        yesterday.plus(Duration.ofHours(25)),
                        agent.bootId());
        upkeep.settle();
        one(claim).body("state.is", equalTo("resolved")).body("state.how", equalTo("NOT_TRIED_AGAIN"));
    }

    @Test
    void forgedTextIsStored() {
        TestingClaim claim = new TestingClaim(agent, 8080)
                .by("a\u0000b")
                .cmdline("x\u0000y")
                .managed(new Management.Unit("u\u0000.service", Optional.empty()))
                .cause(new Cause.Unknown("C\u0000"));
        tell(claim.failed(1));
        one(claim)
                .statusCode(200)
                .body("claimant.comm", equalTo("a\uFFFDb"))
                .body("claimant.cmdline", equalTo("x\uFFFDy"));
    }

    @Test
    void anErrorThatTheSourceDoesNotTellIsConcludedFromTheCause() {
        TestingClaim claim = new TestingClaim(agent, 8080)
                .cause(new Cause.TimeWaitOnly(3, Optional.empty(), Optional.of(false), Optional.empty()));
        FailedBindSeries full = claim.failed(1);
        tell(new FailedBindSeries(
                full.id(),
                full.firstAt(),
                full.lastAt(),
                1,
                full.call(),
                full.attempt(),
                Optional.empty(),
                full.netns(),
                full.claimant(),
                full.inTheWay(),
                0,
                full.diagnosis()));
        one(claim).body("$", not(hasKey("errno"))).body("error", equalTo("EADDRINUSE"));
    }

    @Test
    void whatIsNotKnownIsAbsent() {
        TestingClaim claim = new TestingClaim(agent, 8080).notJudged();
        FailedBindSeries full = claim.failed(1);
        tell(new FailedBindSeries(
                full.id(),
                full.firstAt(),
                full.lastAt(),
                1,
                FailedBindSeries.Call.LISTEN,
                full.attempt(),
                Optional.empty(),
                Optional.empty(),
                full.claimant(),
                List.of(),
                0,
                Optional.empty()));
        one(claim)
                .body("$", not(hasKey("errno")))
                .body("$", not(hasKey("error")))
                .body("$", not(hasKey("netns")))
                .body("$", not(hasKey("diagnosis")));
        list("&cause=notJudged").body("total", equalTo(1));
    }

    @Test
    void framesThatNobodyCanMeanAreRefusedAndNothingOfThemIsWritten() {
        TestingClaim claim = new TestingClaim(agent, 8080);
        refused(new AgentFrame.FailedBinds(
                next(), agent.bootId(), agent.now(), Collections.nCopies(2, claim.failed(1))));
        List<FailedBindSeries> many = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            many.add(new TestingClaim(agent, 8080).failed(1));
        }
        refused(new AgentFrame.FailedBinds(next(), agent.bootId(), agent.now(), many));
        refusedClaim(new TestingClaim(agent, 8080).by("x".repeat(4_097)));
        refusedClaim(new TestingClaim(agent, 8080).cmdline("x".repeat(1_025)));
        refusedClaim(new TestingClaim(agent, 8080).cause(new Cause.Unknown("X".repeat(4_097))));
        refusedClaim(new TestingClaim(agent, 8080).againstTimeWait(21));
        refusedClaim(new TestingClaim(agent, 8080).managed(new Management.Unknown("y".repeat(5_000))));
        refusedClaim(new TestingClaim(agent, 8080).since(Instant.parse("1969-12-31T00:00:00Z")));
        list("").body("total", equalTo(0));
    }

    @Test
    void aFrameAfterAHoleIsOutOfOrder() {
        agent.link()
                .send(new AgentFrame.FailedBinds(
                        new Position(agent.position().epoch(), agent.position().sequence() + 2),
                        agent.bootId(),
                        agent.now(),
                        List.of(new TestingClaim(agent, 8080).failed(1))));
        assertThat(agent.link().next(ServerFrame.Goodbye.class).code()).isEqualTo(ProblemCode.FRAME_OUT_OF_ORDER);
        list("").body("total", equalTo(0));
    }

    @Test
    void listsAreNarrowedCountedAndOrdered() {
        tell(
                new TestingClaim(agent, 8080).by("alpha").failed(1),
                new TestingClaim(agent, 8080).by("beta").cause(TIME_WAIT).failed(5),
                new TestingClaim(agent, 9000).by("gamma").notJudged().failed(2));
        list("&q=beta%208080").body("items.claimant.comm", contains("beta"));
        list("&port=8000-8100&sort=-times").body("items.claimant.comm", contains("beta", "alpha"));
        list("&cause=timeWaitOnly").body("items.claimant.comm", contains("beta"));
        list("&protocol=udp").body("total", equalTo(0));
        Instant now = Instant.now();
        list("&from=" + now.minusSeconds(60) + "&to=" + now.plusSeconds(60)).body("total", equalTo(3));
        list("&from=" + now.minusSeconds(7_200) + "&to=" + now.minusSeconds(3_600))
                .body("total", equalTo(0));
        viewer().get("/api/failed-binds/facets?state=open&cause=unknown&host=" + agent.hostId())
                .then()
                .statusCode(200)
                .body("state.find { it.value == 'OPEN' }.count", equalTo(1))
                .body("cause.value", containsInAnyOrder("unknown", "timeWaitOnly", "notJudged"))
                .body("port.value", contains("8080"))
                .body("host.find { it.value == '" + agent.hostId() + "' }.label", equalTo("host-" + agent.hostId()));
        for (String wrong : List.of("sort=size", "state=half-open", "port=0", "from=yesterday", "cursor=x")) {
            viewer().get("/api/failed-binds?" + wrong).then().statusCode(400);
        }
        viewer().get("/api/failed-binds?host=nobody").then().statusCode(404).body("code", equalTo("host_not_found"));
    }

    @Test
    void pagesShowEachOnce() {
        for (int i = 0; i < 7; i++) {
            tell(new TestingClaim(agent, 8080).by("c" + i).failed(1));
        }
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = list("&sort=cause&limit=3"
                    + cursor.map(text -> "&cursor=" + text).orElse(""));
            seen.addAll(page.extract().path("items.claimant.comm"));
            cursor = Optional.ofNullable(page.extract().path("nextCursor"));
        } while (cursor.isPresent());
        assertThat(seen).containsExactly("c0", "c1", "c2", "c3", "c4", "c5", "c6");
    }

    @Test
    void anExportHasNoFormula() {
        tell(new TestingClaim(agent, 8080).by("=HYPERLINK(1)").against(7).failed(3));
        String csv = viewer().get("/api/failed-binds.csv?host=" + agent.hostId())
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .extract()
                .asString();
        assertThat(csv.lines()).hasSize(2);
        assertThat(csv).contains(",'=HYPERLINK(1),").contains(",demo 1007,").contains(",EADDRINUSE,unknown,");
    }

    @Test
    void whatPeopleDoIsForOperatorsAndInTheAuditLog() {
        TestingClaim claim = new TestingClaim(agent, 8080);
        tell(claim.failed(1));
        String until = Instant.now().plusSeconds(600).toString();
        post("viewer", claim, "snooze", Map.of("until", until)).statusCode(403);
        post("viewer", claim, "resolve", Map.of("note", "x")).statusCode(403);
        post("viewer", claim, "reopen", Map.of()).statusCode(403);
        operate(claim, "resolve", Map.of("note", " ")).statusCode(400).body("code", equalTo("reason_required"));
        operate(claim, "resolve", Map.of("note", "x".repeat(1_001)))
                .statusCode(400)
                .body("code", equalTo("body_invalid"));
        for (String wrong : List.of("tomorrow", Instant.now().minusSeconds(1).toString(), "2199-01-01T00:00:00Z")) {
            operate(claim, "snooze", Map.of("until", wrong)).statusCode(400).body("code", equalTo("time_invalid"));
        }
        one(claim).body("state.is", equalTo("open"));
        operate(claim, "snooze", Map.of("until", until, "note", "later")).statusCode(200);
        operate(claim, "resolve", Map.of("note", "done")).statusCode(200);
        operate(claim, "resolve", Map.of("note", "done")).statusCode(409);
        operate(claim, "reopen", Map.of()).statusCode(200).body("state.by", equalTo("operator"));
        viewer().get("/api/audit?host=" + agent.hostId() + "&port=8080")
                .then()
                .statusCode(200)
                .body("items.action", contains("failed_bind.reopened", "failed_bind.resolved", "failed_bind.snoozed"))
                .body("items[1].reason", equalTo("done"))
                .body("items[1].detail", hasEntry("failedBind", claim.id().toString()));
        operator()
                .post("/api/failed-binds/" + agent.hostId() + "/" + UUID.randomUUID() + "/reopen")
                .then()
                .statusCode(404);
    }

    @Test
    void theOverviewCountsOpenOnesByCause() {
        TestingClaim claim = new TestingClaim(agent, 8080).cause(new Cause.KernelSocket(ENDPOINT, Optional.empty()));
        tell(claim.failed(1));
        viewer().get("/api/overview").then().body("failedBindsOpen.value", hasItem("kernelSocket"));
        operate(claim, "resolve", Map.of("note", "done")).statusCode(200);
        viewer().get("/api/overview").then().body("failedBindsOpen.value", not(hasItem("kernelSocket")));
    }

    private void tell(FailedBindSeries... failed) {
        agent.failed(failed);
        agent.awaitAcknowledged();
    }

    private Position next() {
        return new Position(agent.position().epoch(), agent.position().sequence() + 1);
    }

    private void refusedClaim(TestingClaim claim) {
        refused(new AgentFrame.FailedBinds(next(), agent.bootId(), agent.now(), List.of(claim.failed(2))));
    }

    private void refused(AgentFrame.FailedBinds frame) {
        agent.link().send(frame);
        assertThat(agent.link().next(ServerFrame.Goodbye.class).code()).isEqualTo(ProblemCode.FRAME_MALFORMED);
        agent.connect();
    }

    private UUID holdingId(int port) {
        String found = viewer().get("/api/listeners?host=" + agent.hostId() + "&port=" + port)
                .then()
                .extract()
                .path("items[0].holdingId");
        return UUID.fromString(found);
    }

    private ValidatableResponse one(TestingClaim claim) {
        return viewer().get("/api/failed-binds/" + agent.hostId() + "/" + claim.id())
                .then()
                .statusCode(200);
    }

    private ValidatableResponse list(String more) {
        return viewer().get("/api/failed-binds?host=" + agent.hostId() + more)
                .then()
                .statusCode(200);
    }

    private ValidatableResponse operate(TestingClaim claim, String act, Map<String, Object> body) {
        return post("operator", claim, act, body);
    }

    private ValidatableResponse post(String role, TestingClaim claim, String act, Map<String, Object> body) {
        return as(role).contentType(ContentType.JSON)
                .body(body)
                .post("/api/failed-binds/" + agent.hostId() + "/" + claim.id() + "/" + act)
                .then();
    }

    private RequestSpecification viewer() {
        return as("viewer");
    }

    private RequestSpecification operator() {
        return as("operator").contentType(ContentType.JSON);
    }

    private RequestSpecification as(String role) {
        return SignedIn.with(cookies.computeIfAbsent(role, SignedIn::cookie));
    }
}
