package dev.portledger.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What proc_pid_status(5) says of capabilities. */
final class CapabilityTest {

    private static List<String> effective(String mask) {
        return List.of("CapPrm:\tffffffffffffffff", "CapEff:\t" + mask, "CapBnd:\tffffffffffffffff");
    }

    @Test
    void thoseThatAreNotInEffectAreMissing() throws IOException {
        Capability[] all = Capability.values();
        assertThat(Capability.missing(effective("000001ffffffffff"), all)).isEmpty();
        assertThat(Capability.missing(effective("0000000000000000"), all)).containsExactly(all);
        assertThat(Capability.missing(effective("0000000000080000"), all)).containsExactly(Capability.CAP_SYS_ADMIN);
        assertThat(Capability.missing(effective("0000000000200000"), all)).containsExactly(Capability.CAP_SYS_PTRACE);
        assertThat(Capability.missing(effective("0000000000000000"), Capability.CAP_SYS_ADMIN))
                .containsExactly(Capability.CAP_SYS_ADMIN);
    }

    @Test
    void aStatusWithoutThemIsNone() {
        assertThatThrownBy(() -> Capability.missing(List.of("Name:\tx"), Capability.CAP_SYS_ADMIN))
                .isInstanceOf(IOException.class);
    }
}
