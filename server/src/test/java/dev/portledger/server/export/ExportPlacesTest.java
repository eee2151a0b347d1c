package dev.portledger.server.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingLedger;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exports whose readers do not read: each has a connection of the database for as long as it likes. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class ExportPlacesTest {

    /** Listeners of which each is a row of about 500 bytes: more than all buffers between server and reader hold. */
    private static final String LISTENERS = """
            insert into holding (host_id, holding_id, boot_id, netns, protocol, address, port, socket_id, uid, began_at, began_how,
                holders, comm, user_name, unit, container, owner_kind, bind_kind, search_text)
            select ?, gen_random_uuid(), ?, 1, 'TCP', '0.0.0.0', 1000 + n % 20000, 'cookie:' || n || repeat('0', 500), 0, now(), 'EVENT',
                jsonb_build_object('are', 'partial', 'list', '[]'::jsonb, 'gap', 'NOT_PERMITTED'), null, null, null, null, 'UNKNOWN',
                'WILDCARD', 'java'
            from generate_series(1, 40000) n""";

    private static final String PROTOCOL = "HTTP/1.1 ";

    /** More than the server has connections of the database. */
    private static final int READERS = 20;

    private static final String EXPORT = "/api/listeners.csv?columns=port,socketId,host";

    private static final List<String> LATE =
            List.of(EXPORT, "/api/failed-binds.csv", "/api/audit.csv", "/api/audit.jsonl", "/api/audit/verify");

    @Inject
    ExportPlaces places;

    TestingPostgres postgres;

    private final Deque<Socket> readers = new ArrayDeque<>();
    private String cookie = "";

    @BeforeEach
    void fill() {
        var ledger = new TestingLedger(postgres);
        ledger.clear();
        var host = ledger.liveHost("web-12");
        ledger.run(LISTENERS, host.hostId(), host.bootId());
        cookie = SignedIn.cookie("viewer");
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket reader : readers) {
            reader.close();
        }
        await().until(this::allAreFree);
        new TestingLedger(postgres).clear();
    }

    private boolean allAreFree() {
        int taken = 0;
        while (places.take()) {
            taken++;
        }
        for (int i = 0; i < taken; i++) {
            places.giveBack();
        }
        return taken == ExportPlaces.PLACES;
    }

    @Test
    void leaveTheServerWhatItNeeds() throws IOException {
        int refused = 0;
        for (int i = 0; i < READERS; i++) {
            refused += status() == 503 ? 1 : 0;
        }
        assertThat(refused).isEqualTo(READERS - ExportPlaces.PLACES);
        SignedIn.with(cookie)
                .get("/api/listeners?limit=1")
                .then()
                .statusCode(200)
                .body("total", equalTo(40_000));
        SignedIn.cookie("operator");
    }

    @Test
    void refuseWhoComesLate() throws IOException {
        for (int i = 0; i < ExportPlaces.PLACES; i++) {
            assertThat(status()).isEqualTo(200);
        }
        for (String late : LATE) {
            SignedIn.with(cookie)
                    .get(late)
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .body("code", equalTo("too_many_at_once"))
                    .body("detail", containsString("try again when one has ended"));
        }
        readers.removeFirst().close();
        for (String late : LATE) {
            await().untilAsserted(() -> SignedIn.with(cookie).get(late).then().statusCode(200));
        }
    }

    /** Of an export of which no more is read than its first line. */
    private int status() throws IOException {
        var reader = new Socket();
        readers.add(reader);
        reader.setReceiveBufferSize(4096);
        reader.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
        reader.getOutputStream()
                .write(("GET " + EXPORT + " HTTP/1.1\r\nHost: 127.0.0.1:" + RestAssured.port + "\r\nCookie: "
                                + SignedIn.COOKIE + "=" + cookie + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        var line = new StringBuilder();
        for (int read = reader.getInputStream().read();
                read >= 0 && read != '\r';
                read = reader.getInputStream().read()) {
            line.append((char) read);
        }
        return Integer.parseInt(line.substring(PROTOCOL.length(), PROTOCOL.length() + 3));
    }
}
