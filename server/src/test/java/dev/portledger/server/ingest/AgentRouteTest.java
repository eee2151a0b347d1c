package dev.portledger.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.testing.LedgerRows;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class AgentRouteTest {

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @Test
    void commitsWhatAnAgentBringsAndGoesOnAfterAReconnect() {
        LedgerRows ledger = new LedgerRows(postgres);
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "one")) {
            agent.put(Listeners.listener(8080, 1));
            assertThat(agent.connect().start()).isEqualTo(ServerFrame.Start.SNAPSHOT);
            agent.open(Listeners.listener(9090, 2));
            agent.awaitAcknowledged();
            assertThat(ledger.holdings(agent.hostId()))
                    .extracting(LedgerRows.HoldingRow::port, LedgerRows.HoldingRow::beganHow)
                    .containsExactly(tuple(8080, "FIRST_LOOK"), tuple(9090, "BETWEEN_LOOKS"));

            agent.disconnect();
            agent.close(Listeners.tcp(8080, 1));
            assertThat(agent.connect().start()).isEqualTo(ServerFrame.Start.RESUME);
            agent.awaitAcknowledged();
            assertThat(ledger.holdings(agent.hostId()))
                    .extracting(LedgerRows.HoldingRow::port, LedgerRows.HoldingRow::isOpen)
                    .containsExactly(tuple(8080, false), tuple(9090, true));
            assertThat(ledger.coverage(agent.hostId())).hasSize(1);
        }
    }
}
