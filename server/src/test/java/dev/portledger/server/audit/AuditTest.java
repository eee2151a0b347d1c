package dev.portledger.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.domain.audit.CanonicalJson;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class AuditTest {

    @Inject
    AuditLog log;

    private String cookie = "";

    /** Signing in is an entry: none may come in while a test counts. */
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
