package dev.portledger.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beyond this machine an agent speaks TLS, unless somebody has allowed otherwise. */
final class PlainHttpTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ports.example.com",
                "https://10.0.0.1:8600",
                "http://localhost:8600",
                "http://127.0.0.1:8600",
                "http://127.8.0.1",
                "http://[::1]:8600"
            })
    void isSafe(String server) throws Exception {
        assertThat(AgentSettings.safe(URI.create(server), false)).isEqualTo(URI.create(server));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ports.example.com",
                "http://10.0.0.1:8600",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "http://[2001:db8::1]:8600",
                "http://0.0.0.0:8600"
            })
    void isNotSafe(String server) throws Exception {
        assertThatThrownBy(() -> AgentSettings.safe(URI.create(server), false))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("portledger.agent.allow-plain-http");
        assertThat(AgentSettings.safe(URI.create(server), true)).isEqualTo(URI.create(server));
    }

    @Test
    void aFingerprintIsSixtyFourHexadecimalCharacters() throws Exception {
        assertThat(AgentSettings.serverKey(Optional.of(" " + "AB".repeat(32) + "\n")))
                .contains("ab".repeat(32));
        assertThatThrownBy(() -> AgentSettings.serverKey(Optional.of("ab".repeat(31))))
                .isInstanceOf(InvalidConfigException.class);
    }
}
