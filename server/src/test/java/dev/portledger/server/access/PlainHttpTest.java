package dev.portledger.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.vertx.http.runtime.VertxHttpConfig.InsecureRequests;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beyond this machine the server speaks TLS, unless somebody has allowed otherwise. What comes of it: {@link PlainHttpIT}. */
final class PlainHttpTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.0.1", "localhost", "::1", "[::1]", "0:0:0:0:0:0:0:1"})
    void thisMachineIsSafe(String host) {
        assertThat(PlainHttp.refusal(host, InsecureRequests.ENABLED, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "10.0.0.1",
                "2001:db8::1",
                "fe80::1",
                "ports.example.com",
                "localhost.example.com",
                "127.0.0.1.example.com"
            })
    void whatIsBeyondIsNot(String host) {
        assertThat(PlainHttp.refusal(host, InsecureRequests.ENABLED, false)).hasValueSatisfying(why -> assertThat(why)
                .contains(
                        host,
                        "quarkus.tls.key-store.pem.0.cert",
                        "quarkus.http.insecure-requests=disabled",
                        PlainHttp.ALLOWED + "=true"));
        assertThat(PlainHttp.refusal(host, InsecureRequests.ENABLED, true)).isEmpty();
        assertThat(PlainHttp.refusal(host, InsecureRequests.DISABLED, false)).isEmpty();
        assertThat(PlainHttp.refusal(host, InsecureRequests.REDIRECT, false)).isEmpty();
    }
}
