package dev.portledger.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.server.testing.TestingCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as it is started on a machine, without a database: where it listens, and where it does not. */
@SuppressWarnings("NullAway.Init") // filled in by JUnit
final class PlainHttpIT {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path work;

    /** A process of the server, ended with the test. */
    private record Started(Process process, Path log) implements AutoCloseable {

        String output() throws IOException {
            return Files.readString(log);
        }

        /** The line that says where it listens. */
        String listening() {
            await().atMost(PATIENCE).until(() -> output().contains("Listening on: ") || !process.isAlive());
            try {
                return output().lines()
                        .filter(line -> line.contains("Listening on: "))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("it has ended: " + log));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        int status() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** With these settings in a file, on ports that nobody has. */
    private Started start(Map<String, String> settings) throws IOException {
        var all = new LinkedHashMap<>(Map.of(
                "quarkus.http.port", "0",
                "quarkus.http.ssl-port", "0",
                "quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:1/none",
                "portledger.database.wait-at-start", "PT0.1S",
                "portledger.command-key.file", work.resolve("command-key").toString()));
        all.putAll(settings);
        Path file = work.resolve("server.properties");
        Files.write(
                file,
                all.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .toList());
        Path log = work.resolve("log");
        var java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toAbsolutePath().toString());
        java.environment().put("QUARKUS_CONFIG_LOCATIONS", file.toString());
        java.directory(work.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        return new Started(java.start(), log);
    }

    @Test
    void doesNotStartInPlainHttpBeyondThisMachine() throws Exception {
        try (Started server = start(Map.of("quarkus.http.host", "0.0.0.0"))) {
            assertThat(server.status()).isEqualTo(1);
            assertThat(server.output())
                    .contains(
                            "quarkus.http.host is 0.0.0.0",
                            "quarkus.tls.key-store.pem.0.cert",
                            "quarkus.http.insecure-requests=disabled",
                            PlainHttp.ALLOWED + "=true")
                    .doesNotContain("Listening on", "starting without the ledger");
        }
    }

    @Test
    void aCertificateAloneLeavesThePlainPortAndIsNotEnough() throws Exception {
        TestingCertificate certificate = TestingCertificate.made();
        try (Started server = start(with(certificate, Map.of()))) {
            assertThat(server.status()).isEqualTo(1);
            assertThat(server.output()).contains("quarkus.http.insecure-requests=disabled");
        }
    }

    @Test
    void listensOnLoopbackWhereNobodyHasSaidWhere() throws Exception {
        try (Started server = start(Map.of())) {
            assertThat(server.listening()).contains("Listening on: http://127.0.0.1:");
        }
    }

    @Test
    void listensInPlainHttpWhereSomebodyHasAllowedIt() throws Exception {
        try (Started server = start(Map.of("quarkus.http.host", "0.0.0.0", PlainHttp.ALLOWED, "true"))) {
            String listening = server.listening();
            assertThat(listening).contains("Listening on: http://0.0.0.0:").doesNotContain("https");
            try (HttpClient client = HttpClient.newHttpClient()) {
                assertThat(get(client, "http", port(listening, "http")).statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void listensByTlsOnly() throws Exception {
        TestingCertificate certificate = TestingCertificate.made();
        try (Started server = start(with(certificate, Map.of("quarkus.http.insecure-requests", "disabled")));
                HttpClient client = certificate.client()) {
            String listening = server.listening();
            assertThat(listening).contains("Listening on: https://0.0.0.0:").doesNotContain("http:");
            assertThat(get(client, "https", port(listening, "https")).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void plainHttpMayLeadToTlsAndToNothingElse() throws Exception {
        TestingCertificate certificate = TestingCertificate.made();
        try (Started server = start(with(certificate, Map.of("quarkus.http.insecure-requests", "redirect")));
                HttpClient client = certificate.client()) {
            String listening = server.listening();
            HttpResponse<String> answer = get(client, "http", port(listening, "http"));
            assertThat(answer.statusCode()).isEqualTo(301);
            assertThat(answer.headers().firstValue("Location"))
                    .hasValueSatisfying(to -> assertThat(to).startsWith("https://localhost"));
            assertThat(answer.body()).isEmpty();
            assertThat(get(client, "https", port(listening, "https")).statusCode())
                    .isEqualTo(200);
        }
    }

    private static Map<String, String> with(TestingCertificate certificate, Map<String, String> more) {
        var all = new LinkedHashMap<>(more);
        all.put("quarkus.http.host", "0.0.0.0");
        all.put("quarkus.tls.key-store.pem.0.cert", certificate.certificate().toString());
        all.put("quarkus.tls.key-store.pem.0.key", certificate.key().toString());
        return all;
    }

    private static HttpResponse<String> get(HttpClient client, String scheme, int port)
            throws IOException, InterruptedException {
        URI alive = URI.create(scheme + "://localhost:" + port + "/q/health/live");
        return client.send(
                HttpRequest.newBuilder(alive)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build(),
                BodyHandlers.ofString());
    }

    private static int port(String listening, String scheme) {
        Matcher found = Pattern.compile(scheme + "://[^:]+:(\\d+)").matcher(listening);
        assertThat(found.find()).as(listening).isTrue();
        return Integer.parseInt(found.group(1));
    }
}
