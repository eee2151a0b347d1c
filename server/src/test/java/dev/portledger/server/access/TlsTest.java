package dev.portledger.server.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The server with a certificate of its own, by Quarkus' TLS registry. */
@QuarkusTest
@TestProfile(TlsTest.WithCertificate.class)
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class TlsTest {

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    /** What docs/operating.md says, with a certificate that keytool(1) has made for this. */
    public static final class WithCertificate implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path store = Files.createTempDirectory("portledger-tls-").resolve("server.p12");
                Process keytool = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=dns:localhost",
                                "-validity",
                                "2",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "not a secret",
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .start();
                assertThat(keytool.waitFor()).isZero();
                return Map.of(
                        "quarkus.tls.key-store.p12.path", store.toString(),
                        "quarkus.tls.key-store.p12.password", "not a secret",
                        "quarkus.http.insecure-requests", "disabled",
                        "quarkus.http.test-ssl-port", "0");
            } catch (IOException e) {
                throw new IllegalStateException("keytool could not be run", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void theCookieIsSecureAndBrowsersAreToldToStay() {
        SignedIn.create("secure", "correct horse battery", "viewer");
        var answer = given().relaxedHTTPSValidation()
                .baseUri(server.toString())
                .formParam("j_username", "secure")
                .formParam("j_password", "correct horse battery")
                .post("/api/session")
                .then()
                .statusCode(200)
                .extract();
        assertThat(answer.header("Set-Cookie")).contains("; Secure").containsIgnoringCase("; HttpOnly");
        assertThat(answer.header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
        assertThat(given().relaxedHTTPSValidation()
                        .baseUri(server.toString())
                        .get("/testing-page.html")
                        .header("Strict-Transport-Security"))
                .isEqualTo("max-age=31536000");
    }
}
