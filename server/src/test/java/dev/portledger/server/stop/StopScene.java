package dev.portledger.server.stop;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.Protection;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.frame.StopFacts;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.URI;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A host whose agent answers as a test says, and an operator who has signed in. */
public final class StopScene implements AutoCloseable {

    private static final Map<String, Object> REASON = Map.of("reason", "the deploy needs the port");

    public final TestingAgent agent;
    private final TestingPostgres postgres;
    private final String operator = SignedIn.cookie("operator");
    private List<UnitFacts> units = List.of();
    private List<Protection> protection = List.of();
    private List<Listener> related = List.of();
    private List<ConnectionCount> connections = List.of();
    private Optional<StopFacts> facts = Optional.empty();

    private StopScene(TestingAgent agent, TestingPostgres postgres) {
        this.agent = agent;
        this.postgres = postgres;
    }

    /** A connected host with these listeners in the ledger. */
    public static StopScene with(URI server, TestingPostgres postgres, Listener... listeners) {
        TestingAgent agent = TestingAgent.enrolled(server, postgres, "stopping");
        List.of(listeners).forEach(agent::put);
        agent.connect();
        agent.awaitAcknowledged();
        StopScene scene = new StopScene(agent, postgres);
        // what approvals are about has tests of its own; here operators kill by themselves
        scene.sql(
                "insert into policy_rule select rule_id, 2, kind, name, applies, effect, approvals, approvers, request_valid_for,"
                        + " run_within, break_glass, true, 'test', now() from policy_rule"
                        + " where name = 'SIGKILL by an operator' and version = 1 on conflict do nothing");
        return scene;
    }

    StopScene units(UnitFacts... facts) {
        units = List.of(facts);
        return this;
    }

    StopScene protect(Protection... rules) {
        protection = List.of(rules);
        return this;
    }

    StopScene related(Listener... others) {
        related = List.of(others);
        return this;
    }

    StopScene connections(ConnectionCount... counts) {
        connections = List.of(counts);
        return this;
    }

    StopScene facts(StopFacts told) {
        facts = Optional.of(told);
        return this;
    }

    public UUID holdingId(int port) {
        return one(
                "select holding_id from holding where host_id = ? and port = ? order by began_at desc limit 1",
                UUID.class,
                agent.hostId(),
                port);
    }

    /** Asks for a plan; the agent answers with what its table has on the port. */
    Response plan(int port) {
        return plan(port, Map.of());
    }

    Response plan(int port, Map<String, Object> more) {
        var body = new java.util.HashMap<String, Object>(more);
        body.put("hostId", agent.hostId());
        body.put("holdingId", holdingId(port));
        return answered(() -> operator().body(body).post("/api/stops"));
    }

    /** Asks for a plan of what nobody holds. */
    Response planRelease(Map<String, ?> timeWait) {
        return answered(() -> operator()
                .body(Map.of("hostId", agent.hostId(), "timeWait", timeWait))
                .post("/api/stops"));
    }

    public String planned(int port) {
        return plan(port).then().statusCode(201).extract().path("stopId");
    }

    Response run(String stopId) {
        return run(stopId, REASON);
    }

    Response run(String stopId, Map<String, Object> order) {
        return answered(() -> unanswered(stopId, order));
    }

    /** Runs without an answer of the agent. */
    Response unanswered(String stopId, Map<String, Object> order) {
        return operator().body(order).post("/api/stops/" + stopId + "/run");
    }

    Response abort(String stopId) {
        return operator().post("/api/stops/" + stopId + "/abort");
    }

    Response get(String stopId) {
        return operator().get("/api/stops/" + stopId);
    }

    /** Plans, runs, and takes in the command. */
    ServerFrame.Stop commanded(int port) {
        run(planned(port)).then().statusCode(202);
        return command();
    }

    ServerFrame.Stop command() {
        return agent.link().next(ServerFrame.Stop.class);
    }

    io.restassured.specification.RequestSpecification operator() {
        return given().cookie(SignedIn.COOKIE, operator).contentType(ContentType.JSON);
    }

    /** Makes a request while the agent waits to be asked for evidence, once. */
    public Response answered(Supplier<Response> request) {
        var response = inBackground(request);
        agent.link()
                .poll(ServerFrame.Inspect.class, _ -> true, java.time.Duration.ofSeconds(4))
                .ifPresent(this::answer);
        return response.join();
    }

    /** On a thread of its own: the common pool may have but one, and these wait for each other. */
    static CompletableFuture<Response> inBackground(Supplier<Response> request) {
        return CompletableFuture.supplyAsync(request, Thread::startVirtualThread);
    }

    void answer(ServerFrame.Inspect inspect) {
        List<Listener> onPort = agent.table().values().stream()
                .filter(listener -> listener.key().protocol() == inspect.protocol()
                        && listener.key().endpoint().port() == inspect.port())
                .toList();
        agent.link()
                .send(new AgentFrame.Evidence(
                        inspect.requestId(),
                        agent.bootId(),
                        agent.now(),
                        onPort,
                        connections,
                        related,
                        units,
                        protection,
                        Optional.empty(),
                        facts));
    }

    void reports(UUID stopId, StopStep step) {
        var at = agent.now();
        agent.keepAndSend(new AgentFrame.StopProgress(next(), stopId, step, at, Optional.empty()));
        agent.awaitAcknowledged();
    }

    void ends(UUID stopId, StopOutcome outcome) {
        agent.keepAndSend(new AgentFrame.StopResult(next(), stopId, outcome, agent.now()));
        agent.awaitAcknowledged();
    }

    private dev.portledger.domain.frame.Position next() {
        return agent.nextPosition();
    }

    void awaitState(String stopId, String state) {
        await().untilAsserted(() -> assertThat(field(stopId, "state")).isEqualTo(state));
    }

    Object field(String stopId, String path) {
        return get(stopId).then().statusCode(200).extract().path(path);
    }

    /** The actions that the audit log has of a stop, in their order. */
    List<String> audited(UUID stopId) {
        List<String> newestFirst = operator()
                .queryParam("stop", stopId)
                .get("/api/audit")
                .then()
                .statusCode(200)
                .extract()
                .path("items.action");
        return newestFirst.reversed();
    }

    /** Makes it so much later for a stop, by moving its deadline. */
    void deadlineWas(UUID stopId, Instant deadline) {
        sql("update stop_request set deadline = ? where stop_id = ?", deadline, stopId);
    }

    void sql(String statement, Object... values) {
        try (var connection = postgres.connect();
                var prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                prepared.setObject(
                        i + 1, values[i] instanceof Instant at ? at.atOffset(java.time.ZoneOffset.UTC) : values[i]);
            }
            prepared.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T one(String query, Class<T> type, Object... values) {
        try (var connection = postgres.connect();
                var prepared = connection.prepareStatement(query)) {
            for (int i = 0; i < values.length; i++) {
                prepared.setObject(i + 1, values[i]);
            }
            try (var row = prepared.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getObject(1, type);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        agent.close();
    }
}
