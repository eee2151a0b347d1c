package dev.portledger.domain.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimeWaitCommandsTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.5, src 10.0.0.5:8080",
        "0.0.0.0, src 0.0.0.0/0:8080",
        "::, sport = :8080",
        "::1, src [::1]:8080",
        "::ffff:10.0.0.5, src 10.0.0.5:8080",
        "::ffff:0.0.0.0, src 0.0.0.0/0:8080"
    })
    void namesJustTheEndpoint(String address, String filter) {
        LocalEndpoint endpoint = new LocalEndpoint(IpAddress.parse(address), 8080);
        assertThat(TimeWaitCommands.show(endpoint).text()).isEqualTo("ss -tn state time-wait '" + filter + "'");
        assertThat(TimeWaitCommands.release(endpoint).text()).isEqualTo("ss -K -tn state time-wait '" + filter + "'");
    }
}
