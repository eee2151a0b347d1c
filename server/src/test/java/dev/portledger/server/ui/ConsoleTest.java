package dev.portledger.server.ui;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.portledger.server.testing.PostgresTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How files of the console are handed out. The files are of this test ({@code META-INF/resources/assets/testing-…}), since a build
 * may go without the console.
 */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
final class ConsoleTest {

    private static final String SCRIPT = "/assets/testing-1a2b3c.js";

    private static RequestSpecification browser() {
        // without a filter that undoes or asks for codings
        return given().config(io.restassured.config.RestAssuredConfig.config()
                        .decoderConfig(io.restassured.config.DecoderConfig.decoderConfig()
                                .noContentDecoders()))
                .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    }

    @ParameterizedTest
    @CsvSource({
        "'gzip, deflate, br', br, brotli",
        "'br;q=1.0, gzip', br, brotli",
        "gzip, gzip, gzip",
        "'br;q=0, gzip;q=0.5', gzip, gzip",
    })
    void givesTheBestFormThatTheBrowserTakes(String accepted, String coding, String content) {
        browser()
                .header("Accept-Encoding", accepted)
                .get(SCRIPT)
                .then()
                .statusCode(200)
                .header("Content-Encoding", coding)
                .header("Vary", "Accept-Encoding")
                .contentType("text/javascript")
                .body(containsString(content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "deflate", "br;q=0", "gzip;q=0.0", "brotli"})
    void givesTheFileItselfToOthers(String accepted) {
        browser()
                .header("Accept-Encoding", accepted)
                .get(SCRIPT)
                .then()
                .statusCode(200)
                .header("Content-Encoding", nullValue())
                .body(containsString("plain"));
    }

    @Test
    void assetsAreKeptForEver() {
        browser().get(SCRIPT).then().statusCode(200).header("Cache-Control", "public, max-age=31536000, immutable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/testing-page.html", SCRIPT})
    void everyAnswerSaysWhatABrowserMayDoWithIt(String path) {
        browser()
                .get(path)
                .then()
                .header(
                        "Content-Security-Policy",
                        allOf(containsString("default-src 'self'"), containsString("frame-ancestors 'none'")))
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "same-origin");
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() {
        String tag = browser()
                .get("/testing-page.html")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-cache")
                .header("ETag", notNullValue())
                .extract()
                .header("ETag");
        browser().header("If-None-Match", tag).get("/testing-page.html").then().statusCode(304);
        browser()
                .header("If-None-Match", "\"other\"")
                .get("/testing-page.html")
                .then()
                .statusCode(200);
    }

    @Test
    void headTellsTheSameWithoutTheContent() {
        browser().head(SCRIPT).then().statusCode(200).header("Content-Length", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/missing.js",
                "/missing.js",
                "/assets/",
                "/..%2f..%2fapplication.properties",
                "/assets/%2e%2e/%2e%2e/application.properties",
                "/.vite/manifest.json",
                "/assets//testing-1a2b3c.js%00",
            })
    void nothingElseIsThere(String path) {
        given().urlEncodingEnabled(false)
                .header("Accept", "*/*")
                .get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("not_found"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/ports?q=port:8080",
                "/hosts/7c9e6679-7425-40de-944b-e07fc1f90ae7/ports/tcp/8080"
            })
    @DisabledIfSystemProperty(named = "portledger.skip-ui", matches = "true", disabledReason = "built with -DskipUi")
    void everyOtherAddressIsThePage(String path) {
        browser()
                .get(path)
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Cache-Control", "no-cache")
                .body(containsString("<title>Portledger</title>"));
    }
}
