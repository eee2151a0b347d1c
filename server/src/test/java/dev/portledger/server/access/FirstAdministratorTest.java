package dev.portledger.server.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.database.DatabaseMigrated;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class FirstAdministratorTest {

    @Inject
    AuditLog audit;

    TestingPostgres postgres;

    @TempDir
    Path folder;

    @BeforeEach
    @AfterEach
    void nobody() {
        postgres.asSuperuser(
                "portledger",
                "delete from app_session",
                "delete from api_token",
                "delete from oidc_account",
                "delete from app_user");
    }

    private void migrated(Path passwordFile) {
        new FirstAdministrator(Optional.of(passwordFile), audit).whenMigrated(new DatabaseMigrated());
    }

    @Test
    void isCreatedWithAGeneratedPassword() throws IOException {
        Path file = folder.resolve("admin-password");
        migrated(file);
        SignedIn.signIn("admin", Files.readString(file).strip());
    }

    @Test
    void isCreatedWithAChosenPasswordAndOnlyOnce() throws IOException {
        Path file = folder.resolve("chosen");
        Files.writeString(file, "chosen by the operator\n");
        migrated(file);
        Files.writeString(file, "changed in the file later\n");
        migrated(file);
        SignedIn.signIn("admin", "chosen by the operator");
    }

    @Test
    void isNotCreatedBesideOthers() {
        SignedIn.create("somebody", "a good password", "viewer");
        Path file = folder.resolve("unused");
        migrated(file);
        assertThat(file).doesNotExist();
    }

    @Test
    void isNotCreatedWithAPasswordThatAnybodyGuesses() throws IOException {
        Path file = folder.resolve("short");
        Files.writeString(file, "admin");
        migrated(file);
        given().formParam("j_username", "admin")
                .formParam("j_password", "admin")
                .post("/api/session")
                .then()
                .statusCode(401);
    }
}
