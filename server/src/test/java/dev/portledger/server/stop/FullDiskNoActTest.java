package dev.portledger.server.stop;

import static dev.portledger.server.stop.StopHolders.manual;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.portledger.domain.audit.Verdict;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.audit.Checkpoints;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.testing.AuditExports;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.SmallDisk;
import dev.portledger.server.testing.StoredTree;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The audit log lies on a disk that is full: what would have to be recorded is not done, and all goes on when there is room. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class FullDiskNoActTest {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final List<String> TABLES = List.of("audit_entry", "audit_node");

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @Inject
    AuditLog log;

    @Inject
    Checkpoints checkpoints;

    @Inject
    LedgerAvailability availability;

    @Test
    void nothingIsDoneWhileItIsFullAndAllGoesOnWhenThereIsRoom() throws SQLException {
        try (SmallDisk disk = SmallDisk.mounted(megabytesOfTheLog() + 6)) {
            postgres.asSuperuser("portledger", "create tablespace log_disk location '" + disk.folder("log") + "'");
            try {
                move("log_disk");
                stopSignInAndSettings(disk);
            } finally {
                move("pg_default");
                postgres.asSuperuser("portledger", "drop tablespace log_disk");
            }
        }
    }

    /** Other tests have written into it before. */
    private int megabytesOfTheLog() throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select (pg_table_size('audit_entry') + pg_table_size('audit_node')) / 1048576 + 1")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void move(String tablespace) {
        TABLES.forEach(
                table -> postgres.asSuperuser("portledger", "alter table " + table + " set tablespace " + tablespace));
    }

    private void stopSignInAndSettings(SmallDisk disk) throws SQLException {
        try (StopScene scene = StopScene.with(server, postgres, manual(8090, 1, 4121))) {
            SignedIn.create("latecomer", "password-of-latecomer", "viewer");
            String admin = SignedIn.cookie("admin");
            String stopId = scene.planned(8090);
            disk.fill();
            long acknowledged = appendUntilItDoesNotFit();
            long sessions = count("app_session");

            inTime(() -> scene.run(stopId)).then().statusCode(507).body("code", equalTo("ledger_full"));
            inTime(this::signIn).then().statusCode(507).body("code", equalTo("ledger_full"));
            inTime(() -> createUser(admin)).then().statusCode(507).body("code", equalTo("ledger_full"));

            assertThat(scene.field(stopId, "state")).isEqualTo("PLANNED");
            assertThat(scene.agent.link().poll(ServerFrame.Stop.class, _ -> true, Duration.ofSeconds(1)))
                    .isEmpty();
            assertThat(scene.audited(UUID.fromString(stopId))).containsExactly("stop.planned");
            assertThat(count("app_session")).isEqualTo(sessions);
            users(admin).then().body("items.userName", not(hasItem("made-while-full")));
            given().get("/q/health/live").then().statusCode(200);
            assertThat(count("audit_entry")).isEqualTo(acknowledged);

            disk.makeRoom();
            scene.run(stopId).then().statusCode(202);
            assertThat(scene.command().stopId()).hasToString(stopId);
            signIn().then().statusCode(200);
            createUser(admin).then().statusCode(201);
            users(admin).then().body("items.userName", hasItem("made-while-full"));
            await().until(availability::isWritable);
            isInOrder(admin);
        }
    }

    /** Small entries: when one of them has no room, a larger one has none. @return the last that was acknowledged */
    private long appendUntilItDoesNotFit() {
        long last = 0;
        for (int i = 0; i < 50_000; i++) {
            try {
                last = QuarkusTransaction.requiringNew()
                        .call(() -> log.append(AuditDraft.of(new Actor.Server(), "test.act")));
            } catch (RuntimeException e) {
                assertThat(e).hasStackTraceContaining("No space left");
                return last;
            }
        }
        throw new AssertionError("the disk does not become full");
    }

    private static Response inTime(Supplier<Response> request) {
        long before = System.nanoTime();
        Response response = request.get();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LIMIT);
        return response;
    }

    private Response signIn() {
        return given().formParam("j_username", "latecomer")
                .formParam("j_password", "password-of-latecomer")
                .post("/api/session");
    }

    private static Response createUser(String admin) {
        return SignedIn.with(admin)
                .contentType(ContentType.JSON)
                .body(Map.of("userName", "made-while-full"))
                .post("/api/users");
    }

    private static Response users(String admin) {
        return SignedIn.with(admin).get("/api/users");
    }

    private long count(String table) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void isInOrder(String cookie) throws SQLException {
        StoredTree.assertIsThatOfTheEntries(postgres);
        SignedIn.with(cookie)
                .get("/api/audit/verify")
                .then()
                .body("firstBad", equalTo(null))
                .body("notSigning", equalTo(null));
        Verdict verdict = AuditExports.verdict(cookie, checkpoints.key());
        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.OK);
    }
}
