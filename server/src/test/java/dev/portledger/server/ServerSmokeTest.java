package dev.portledger.server;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.portledger.server.testing.PostgresTestResource;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class ServerSmokeTest {

    @Inject
    AgroalDataSource database;

    @Test
    void reachesTheDatabase() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select 1, current_user")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isEqualTo(1);
            assertThat(row.getString(2)).isEqualTo("portledger_app");
        }
    }

    @Test
    void isReadyWithADatabase() {
        when().get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void servesItsDescription() {
        when().get("/q/openapi").then().statusCode(200).body(containsString("Portledger"));
    }

    @Test
    @DisabledIfSystemProperty(named = "portledger.skip-ui", matches = "true", disabledReason = "built with -DskipUi")
    void servesTheConsole() {
        when().get("/").then().statusCode(200).body(containsString("<title>Portledger</title>"));
    }
}
