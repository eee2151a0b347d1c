package dev.portledger.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What proc_pid_status(5) says of capabilities. */
final class CapabilityTest {

    private static String effective(String mask) {
        return "CapPrm:\tffffffffffffffff\nCapEff:\t" + mask + "\nCapBnd:\tffffffffffffffff\n";
    }

    @Test
    void thoseThatAreNotInEffectAreMissing() throws IOException {
        Capability[] all = Capability.values();
        assertThat(Capability.missing(effective("000001ffffffffff"), all)).isEmpty();
        assertThat(Capability.missing(effective("0000000000000000"), all)).containsExactly(all);
        assertThat(Capability.missing(effective("0000000000080400"), all)).containsExactly(Capability.CAP_SYS_ADMIN);
        assertThat(Capability.missing(effective("0000000000200000"), all))
                .containsExactly(Capability.CAP_NET_BIND_SERVICE, Capability.CAP_SYS_PTRACE);
        assertThat(Capability.missing(effective("0000000000000000"), Capability.CAP_SYS_ADMIN))
                .containsExactly(Capability.CAP_SYS_ADMIN);
    }

    @Test
    void aStatusWithoutThemIsNone() {
        assertThatThrownBy(() -> Capability.missing("Name:\tx\n", Capability.CAP_SYS_ADMIN))
                .isInstanceOf(IOException.class);
    }
}
