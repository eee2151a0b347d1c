package dev.portledger.server.database;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;

import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.testing.LedgerRows;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The ledger's tables lie on a file system of a few megabytes, which is filled to the last byte. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class DiskFullTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @Inject
    LedgerAvailability availability;

    @Test
    void aFullDiskIsSaidAndNothingIsLost() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("portledger-small-disk-");
        mount(folder);
        try {
            Path tables = Files.createDirectory(folder.resolve("tables"));
            postgres.asSuperuser("portledger", "create tablespace small location '" + tables + "'");
            postgres.asSuperuser("portledger", "alter table holding_open set tablespace small");
            fillAndEmpty(folder);
        } finally {
            postgres.asSuperuser("portledger", "alter table holding_open set tablespace pg_default");
            postgres.asSuperuser("portledger", "drop tablespace if exists small");
            run("umount", folder.toString());
            Files.delete(folder);
        }
    }

    private void fillAndEmpty(Path folder) throws IOException {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "hoarder")) {
            agent.connect();
            agent.awaitAcknowledged();
            Path filler = folder.resolve("filler");
            fill(filler);
            int port = 1;
            while (availability.isWritable() && port < 20_000) {
                agent.open(Listeners.listener(port, port));
                port++;
                agent.link()
                        .poll(ServerFrame.Ack.class, _ -> true, Duration.ofMillis(200))
                        .ifPresent(ack -> agent.forgetUpTo(ack.position()));
            }
            await().atMost(SOON).until(() -> availability.state() instanceof DatabaseState.Full);
            when().get("/q/health/ready")
                    .then()
                    .statusCode(503)
                    .body("checks.findAll { it.name == 'ledger' }.data.code", hasItem("ledger_full"));
            when().get("/q/health/live").then().statusCode(200);

            Files.delete(filler);
            agent.awaitAcknowledged();
            assertThat(new LedgerRows(postgres).holdings(agent.hostId())).hasSize(port - 1);
            await().atMost(SOON).until(availability::isWritable);
        }
    }

    private static void fill(Path filler) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(4096);
        try (FileChannel file = FileChannel.open(filler, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (true) {
                file.write(zeros.clear());
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static void mount(Path folder) throws IOException, InterruptedException {
        boolean mounted = "root".equals(System.getProperty("user.name"))
                && run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder.toString()) == 0;
        if (!mounted) {
            String why = "a small file system can only be mounted by root: a full disk is NOT tested here";
            System.err.println(why);
            if ("true".equals(System.getenv("CI"))) {
                fail(why);
            }
            Assumptions.abort(why);
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor();
    }
}
