package dev.portledger.server.database;

import static io.restassured.RestAssured.when;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;

import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The server is started before its database. */
@QuarkusTest
@WithTestResource(DatabaseLateTest.StoppedPostgres.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class DatabaseLateTest {

    /** A PostgreSQL that is prepared and stopped. */
    public static final class StoppedPostgres implements QuarkusTestResourceLifecycleManager {

        private @Nullable TestingPostgres postgres;

        @Override
        public Map<String, String> start() {
            postgres = TestingPostgres.start();
            postgres.stop();
            Map<String, String> configuration = new HashMap<>(postgres.configuration());
            configuration.put("portledger.database.wait-at-start", "PT0.1S");
            return configuration;
        }

        @Override
        public void inject(TestInjector testInjector) {
            testInjector.injectIntoFields(
                    postgres, field -> field.getType().getName().equals(TestingPostgres.class.getName()));
        }

        @Override
        public void stop() {
            if (postgres != null) {
                postgres.close();
            }
        }
    }

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @Test
    void itRunsWithoutAndGoesOnWithTheDatabase() {
        when().get("/q/health/live").then().statusCode(200);
        when().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("checks.findAll { it.name == 'ledger' }.data.code", hasItem("ledger_unavailable"));
        postgres.startAgain();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> when().get("/q/health/ready").then().statusCode(200));
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "late")) {
            agent.connect();
            agent.awaitAcknowledged();
        }
    }
}
