package dev.portledger.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.server.testing.Http;
import dev.portledger.server.testing.PostgresTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told with every answer, whatever it is. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class SecurityHeadersTest {

    @TestHTTPResource("/")
    URI server;

    @ParameterizedTest
    @CsvSource({
        "GET,/testing-page.html",
        "GET,/assets/testing-1a2b3c.js",
        "GET,/no/such/page",
        "GET,/assets/gone.js",
        "GET,/api/hosts",
        "GET,/api/sign-in",
        "POST,/api/session",
        "POST,/api/enrolments",
        "GET,/api/nothing",
        "GET,/live",
        "GET,/agent/v1",
        "GET,/q/health/live",
        "GET,/q/openapi"
    })
    void everyAnswerHasThem(String method, String path) throws Exception {
        HttpResponse<String> answer = Http.send(server, method, path, List.of(), Optional.empty());
        assertThat(answer.headers().map())
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("referrer-policy", List.of("same-origin"))
                .containsEntry("x-frame-options", List.of("DENY"))
                .containsEntry("cross-origin-opener-policy", List.of("same-origin"))
                .containsEntry("cross-origin-resource-policy", List.of("same-origin"))
                .containsKey("permissions-policy")
                .doesNotContainKey("strict-transport-security") // without TLS it means nothing
                .doesNotContainKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/testing-page.html", "/assets/testing-1a2b3c.js"})
    void pagesRunNoScriptButTheServersOwnAndStandInNoFrame(String path) throws Exception {
        String policy = Http.send(server, "GET", path, List.of(), Optional.empty())
                .headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow();
        assertThat(policy)
                .contains("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'")
                .doesNotContain("unsafe-inline", "unsafe-eval", "*", "script-src");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/hosts", "/api/session", "/api/nothing"})
    void nothingOfTheApiIsKeptByCaches(String path) throws Exception {
        assertThat(Http.send(server, "GET", path, List.of(), Optional.empty())
                        .headers()
                        .firstValue("Cache-Control"))
                .contains("no-store");
    }
}
