package dev.portledger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portledger.local.terminal.Exit;
import dev.portledger.local.terminal.Trouble;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsTest {

    private static final Path HOME = Path.of("/clone");

    @Test
    void hasDefaultsInTheUsersDataFolder() throws Trouble {
        Options options = options(Map.of());
        assertThat(options.port()).isEqualTo(8600);
        assertThat(options.data()).isEqualTo(Path.of(System.getProperty("user.home"), ".local/share/portledger"));
    }

    @Test
    void followsTheEnvironmentAndMoreSoTheCommandLine() throws Trouble {
        Map<String, String> environment = Map.of("PORTLEDGER_PORT", "9000", "PORTLEDGER_DATA", "/srv/ledger");
        assertThat(options(environment)).isEqualTo(new Options(HOME, Path.of("/srv/ledger"), 9000));
        assertThat(options(environment, "--port", "9001", "--data", "/srv/other"))
                .isEqualTo(new Options(HOME, Path.of("/srv/other"), 9001));
    }

    @Test
    void takesTheXdgFolderOnlyIfAbsolute() throws Trouble {
        assertThat(options(Map.of("XDG_DATA_HOME", "/xdg")).data()).isEqualTo(Path.of("/xdg/portledger"));
        assertThat(options(Map.of("XDG_DATA_HOME", "xdg")).data()).isNotEqualTo(Path.of("xdg/portledger"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "http", "", "99999999999"})
    void refusesWhatIsNoPort(String port) {
        assertThatThrownBy(() -> options(Map.of(), "--port", port))
                .isInstanceOfSatisfying(
                        Trouble.class, trouble -> assertThat(trouble.exit()).isEqualTo(Exit.USAGE))
                .hasMessageContaining("'" + port + "'");
    }

    @Test
    void refusesAnUnknownOptionAndOneWithoutItsValue() {
        assertThatThrownBy(() -> options(Map.of(), "--prot", "1")).hasMessageContaining("'--prot' is not known");
        assertThatThrownBy(() -> options(Map.of(), "--port")).hasMessageContaining("--port needs a value");
    }

    private static Options options(Map<String, String> environment, String... args) throws Trouble {
        return Options.parse(args, environment, HOME);
    }
}
