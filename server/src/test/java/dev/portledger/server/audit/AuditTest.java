package dev.portledger.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.domain.audit.CanonicalJson;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingPostgres;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class AuditTest {

    private static final String OFF = "alter table audit_entry disable trigger all";
    private static final String ON = "alter table audit_entry enable trigger all";

    @Inject
    AuditLog log;

    @Inject
    AgroalDataSource application;

    @Inject
    Checkpoints checkpoints;

    TestingPostgres postgres;

    private String cookie = "";

    /** Signing in is an entry: none may come in while a test has another log than the server. */
    @BeforeEach
    void signIn() {
        cookie = SignedIn.cookie("viewer");
    }

    private long append(AuditDraft draft) {
        return QuarkusTransaction.requiringNew().call(() -> log.append(draft));
    }

    private void failingAct(String actor) {
        QuarkusTransaction.requiringNew().run(() -> {
            log.append(act(actor));
            throw new IllegalStateException("the act fails");
        });
    }

    private static AuditDraft act(String actor) {
        return AuditDraft.of(new Actor.Person(actor), "test.act");
    }

    private Response verify() {
        return SignedIn.with(cookie).get("/api/audit/verify");
    }

    @Test
    void numbersHaveNoGapsHoweverManyWriteAndFail() {
        long before = append(act("gaps"));
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 40)
                    .forEach(i -> writers.execute(() -> {
                        if (i % 3 == 0) {
                            assertThatThrownBy(() -> failingAct("gaps-" + i)).isInstanceOf(IllegalStateException.class);
                        } else {
                            append(act("gaps-" + i));
                        }
                    }));
        }
        long after = append(act("gaps"));
        assertThat(after - before)
                .isEqualTo(1 + IntStream.range(0, 40).filter(i -> i % 3 != 0).count());
        verify().then().statusCode(200).body("firstBad", equalTo(null));
    }

    @Test
    void writesOnlyInATransaction() {
        assertThatThrownBy(() -> log.append(act("nobody"))).isInstanceOf(TransactionalException.class);
    }

    @Test
    void whatDidNotHappenIsNotRecorded() {
        long before = append(act("rolled-back"));
        assertThatThrownBy(() -> failingAct("rolled-back")).isInstanceOf(IllegalStateException.class);
        assertThat(append(act("rolled-back"))).isEqualTo(before + 1);
    }

    @Test
    void anOutsiderCanRecomputeEveryHash() throws IOException, NoSuchAlgorithmException {
        append(act("outsider")
                .onHost(UUID.randomUUID())
                .onPort(Protocol.UDP, 53)
                .ofStop(UUID.randomUUID())
                .because("Umlaute äöü, \"quotes\", \\ and 😀")
                .with("z", List.of(1, true, "tab\tand\u0001"))
                .with("a", Map.of("nul", "x\u0000y", "é", 1L << 60))
                .with("half", "\uD83D"));
        List<JsonNode> entries = new ArrayList<>();
        String cursor = null;
        do {
            Response page = SignedIn.as("viewer")
                    .queryParam("limit", 200)
                    .queryParams(cursor == null ? Map.of() : Map.of("cursor", cursor))
                    .get("/api/audit");
            JsonNode body = new ObjectMapper().readTree(page.asByteArray());
            body.get("items").forEach(entries::add);
            cursor = body.has("nextCursor") ? body.get("nextCursor").textValue() : null;
        } while (cursor != null);
        String previous = "0".repeat(64);
        for (JsonNode entry : entries.reversed()) {
            assertThat(entry.get("previous").textValue()).isEqualTo(previous);
            previous = recomputed(entry);
            assertThat(entry.get("hash").textValue()).as(entry.toString()).isEqualTo(previous);
        }
    }

    /** By docs/audit.md alone. */
    private static String recomputed(JsonNode entry) throws IOException, NoSuchAlgorithmException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        field(out, "portledger-audit-v1".getBytes(StandardCharsets.UTF_8));
        field(out, HexFormat.of().parseHex(entry.get("previous").textValue()));
        text(out, entry.get("sequence").asText());
        String at = entry.get("at").textValue().replace("Z", "");
        String fraction = at.contains(".") ? at.substring(at.indexOf('.') + 1) : "";
        text(
                out,
                (at.contains(".") ? at.substring(0, at.indexOf('.')) : at) + "." + (fraction + "000000").substring(0, 6)
                        + "Z");
        for (String name : List.of("actorKind", "actor", "action", "hostId", "protocol", "port", "stopId", "reason")) {
            if (entry.has(name)) {
                text(out, entry.get(name).asText());
            } else {
                out.writeInt(-1);
            }
        }
        text(out, CanonicalJson.of(entry.get("detail")));
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        field(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void field(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Of the log, and of what else is only followed by something newer. */
    private static Stream<String> changesByTheServer() {
        return Stream.of(
                        "audit_entry",
                        "audit_node",
                        "audit_checkpoint",
                        "audit_cosignature",
                        "audit_refusal",
                        "stop_receipt",
                        "command_key_set",
                        "policy_rule",
                        "approval_decision")
                .flatMap(table -> Stream.of(
                        "select 1 from " + table + " for update",
                        "merge into " + table + " t using (select 1) s on true when matched then delete",
                        "delete from " + table,
                        "truncate " + table,
                        "alter table " + table + " disable trigger all"));
    }

    @ParameterizedTest
    @MethodSource("changesByTheServer")
    void theServersRoleCannotChangeIt(String sql) throws SQLException {
        append(act("protected"));
        try (var connection = application.getConnection();
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOf(SQLException.class)
                    .extracting("SQLState")
                    .isEqualTo("42501");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_entry set actor = 'somebody else'",
                "delete from audit_entry",
                "truncate audit_entry",
                "update audit_node set hash = sha256('x')",
                "delete from audit_node",
                "truncate audit_node",
                "truncate audit_checkpoint",
                "truncate audit_cosignature",
                "truncate audit_refusal"
            })
    void theOwnerIsStoppedByTheTrigger(String sql) throws SQLException {
        append(act("protected"));
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("never changed or removed");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update audit_entry set actor = 'mallory' where sequence = %d | 0 | its content does not belong to its hash",
                "update audit_entry set reason = '' where sequence = %d | 0 | its content does not belong to its hash",
                "update audit_entry set detail = '{}' where sequence = %d | 0 | its content does not belong to its hash",
                "update audit_entry set at = at + interval '1 microsecond' where sequence = %d | 0 | its content does not belong to its hash",
                "update audit_entry set hash = sha256('x') where sequence = %d | 0 | its content does not belong to its hash",
                "update audit_entry set previous = sha256('x') where sequence = %d | 0 | its content does not belong to its hash",
                "delete from audit_entry where sequence = %d | 0 | the entry is missing; the next one is",
            })
    void namesTheFirstEntryThatWasTamperedWith(String sql, int offset, String message) {
        long bad = append(act("alice").with("k", "v"));
        append(act("bob"));
        append(act("carol"));
        postgres.asSuperuser(
                "portledger",
                OFF,
                "drop table if exists saved",
                "create table saved as select * from audit_entry",
                sql.replace("%d", Long.toString(bad)));
        try {
            verify().then()
                    .statusCode(200)
                    .body("firstBad.sequence", equalTo((int) bad + offset))
                    .body("verifiedUntil", equalTo((int) bad - 1))
                    .body("firstBad.message", org.hamcrest.Matchers.startsWith(message));
        } finally {
            restore();
        }
        verify().then().body("firstBad", equalTo(null));
    }

    @Test
    void findsAnEntryThatWasPutInBetween() {
        long first = append(act("alice"));
        append(act("bob"));
        postgres.asSuperuser(
                "portledger",
                OFF,
                "drop table if exists saved",
                "create table saved as select * from audit_entry",
                "update audit_entry set sequence = sequence + 1000000 where sequence > " + first,
                "update audit_entry set sequence = sequence - 999999 where sequence > 1000000",
                "insert into audit_entry select sequence + 1, at, actor_kind, 'mallory', action, host_id, protocol, port, stop_id,"
                        + " reason, detail, hash, sha256('y') from audit_entry where sequence = " + first);
        try {
            verify().then().body("firstBad.sequence", equalTo((int) first + 1));
        } finally {
            restore();
        }
    }

    /** One who recomputes the changed entry's own hash breaks the tree that was signed, and the link of the next one. */
    @Test
    void findsARecomputedEntryByTheCheckpoint() {
        checkpoints.sign();
        long bad = append(act("alice"));
        checkpoints.sign();
        append(act("bob"));
        postgres.asSuperuser(
                "portledger", OFF, "drop table if exists saved", "create table saved as select * from audit_entry");
        try {
            AuditEntry forged = forged(bad);
            postgres.asSuperuser(
                    "portledger",
                    "update audit_entry set actor = 'mallory', hash = '\\x" + forged.hash() + "' where sequence = "
                            + bad);
            verify().then()
                    .body("firstBad.sequence", equalTo((int) bad))
                    .body("firstBad.kind", equalTo("REWRITTEN"))
                    .body("firstBad.message", org.hamcrest.Matchers.startsWith("this entry is another one"));
        } finally {
            restore();
        }
    }

    private AuditEntry forged(long sequence) {
        try (var connection = postgres.connect();
                var query = connection.prepareStatement("select * from audit_entry where sequence = ?")) {
            query.setLong(1, sequence);
            try (var row = query.executeQuery()) {
                row.next();
                AuditEntry entry = AuditTable.read(row);
                return new AuditEntry(
                                entry.sequence(),
                                entry.at(),
                                entry.actorKind(),
                                "mallory",
                                entry.action(),
                                entry.hostId(),
                                entry.protocol(),
                                entry.port(),
                                entry.stopId(),
                                entry.reason(),
                                entry.detail(),
                                entry.previous(),
                                "")
                        .sealed();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void restore() {
        postgres.asSuperuser(
                "portledger",
                "delete from audit_entry",
                "insert into audit_entry select * from saved",
                "drop table saved",
                ON);
    }

    @Test
    void idsAreFoundByTheirBeginningOnly() {
        UUID host = UUID.fromString("5e1f7000-00db-4000-cafe-000000000001");
        UUID stop = UUID.fromString("0badf00d-0000-4000-8000-0000cafe0001");
        long entry = append(AuditDraft.of(new Actor.Agent(host), "test.ids")
                .onHost(host)
                .ofStop(UUID.fromString("ba5eba11-0000-4000-8000-0000cafe0002"))
                .with("follows", stop)
                .with("key", "db".repeat(32)));
        String search = "/api/audit?host=" + host + "&q=";
        for (String word : List.of("db", "cafe", "5e1f700", "00db-4000", "badf00d-0", "a5eba11-0")) {
            assertThat(sequences(search + word)).as(word).isEmpty();
        }
        for (String word :
                List.of("5e1f7000", "5E1F7000-00db", host.toString(), "0badf00d", "ba5eba11-0000", "dbdbdbdb")) {
            assertThat(sequences(search + word)).as(word).containsExactly((int) entry);
        }
    }

    @Test
    void filtersAndPages() {
        UUID host = UUID.randomUUID();
        Instant before = Instant.now();
        long first = append(act("pages").onHost(host).onPort(Protocol.TCP, 8080).because("Blue-Green switch"));
        long second = append(act("pages").onHost(host).onPort(Protocol.UDP, 53).with("ticket", "OPS-77"));
        String base = "/api/audit?host=" + host;
        assertThat(sequences(base)).containsExactly((int) second, (int) first);
        assertThat(sequences(base + "&protocol=udp")).containsExactly((int) second);
        assertThat(sequences(base + "&port=8080")).containsExactly((int) first);
        assertThat(sequences(base + "&q=blue+switch")).containsExactly((int) first);
        assertThat(sequences(base + "&reason=BLUE-green")).containsExactly((int) first);
        assertThat(sequences(base + "&reason=ops")).isEmpty();
        assertThat(sequences(base + "&q=ops-77")).containsExactly((int) second);
        assertThat(sequences(base + "&action=test")).hasSize(2);
        assertThat(sequences(base + "&action=te")).isEmpty();
        assertThat(sequences(base + "&actor=pages&from=" + before)).hasSize(2);
        assertThat(sequences(base + "&to=" + before)).isEmpty();
        Response page = SignedIn.as("viewer").get(base + "&limit=1");
        page.then().body("total", equalTo(2));
        assertThat(sequences(base + "&limit=1&cursor=" + page.path("nextCursor")))
                .containsExactly((int) first);
    }

    private static List<Integer> sequences(String path) {
        return SignedIn.as("viewer").get(path).then().statusCode(200).extract().path("items.sequence");
    }

    @ParameterizedTest
    @CsvSource({
        "port=0,port_invalid",
        "port=x,port_invalid",
        "protocol=sctp,protocol_invalid",
        "from=yesterday,time_invalid",
        "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z,range_invalid",
        "host=1,query_invalid",
        "limit=1000,query_invalid",
        "cursor=abc,cursor_invalid"
    })
    void refusesWhatItCannotRead(String query, String code) {
        SignedIn.as("viewer").get("/api/audit?" + query).then().statusCode(400).body("code", equalTo(code));
    }

    @Test
    void exportsWithoutFormulas() {
        UUID host = UUID.randomUUID();
        append(act("csv").onHost(host).because("=HYPERLINK(\"http://x\",\"y\")"));
        String csv = SignedIn.as("viewer")
                .get("/api/audit.csv?host=" + host)
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .extract()
                .asString();
        assertThat(csv.lines().toList()).hasSize(2).first().asString().startsWith("sequence,at,");
        assertThat(csv).contains(",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",");
    }

    @Test
    void isForPeopleWhoAreSignedIn() {
        for (String path : List.of("/api/audit", "/api/audit.csv", "/api/audit/verify")) {
            io.restassured.RestAssured.get(path).then().statusCode(401).body("code", equalTo("not_signed_in"));
        }
    }
}
