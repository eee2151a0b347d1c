package dev.portledger.server.database;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;

import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.testing.LedgerRows;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SmallDisk;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
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
    void aFullDiskIsSaidAndNothingIsLost() {
        try (SmallDisk disk = SmallDisk.mounted(6)) {
            postgres.asSuperuser("portledger", "create tablespace small location '" + disk.folder("tables") + "'");
            try {
                postgres.asSuperuser("portledger", "alter table holding_open set tablespace small");
                fillAndEmpty(disk);
            } finally {
                postgres.asSuperuser("portledger", "alter table holding_open set tablespace pg_default");
                postgres.asSuperuser("portledger", "drop tablespace small");
            }
        }
    }

    private void fillAndEmpty(SmallDisk disk) {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "hoarder")) {
            agent.connect();
            agent.awaitAcknowledged();
            disk.fill();
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

            disk.makeRoom();
            agent.awaitAcknowledged();
            assertThat(new LedgerRows(postgres).holdings(agent.hostId())).hasSize(port - 1);
            await().atMost(SOON).until(availability::isWritable);
        }
    }
}
