package dev.portledger.agent.holder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.holder.Management;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** On command lines of Docker 20.10, Podman 4.3 and CRI-O. */
final class EngineRoleTest {

    private static final String ID = "fa5c70dc2a3f2dc21fc7e3e4ca2d7156fe1bf4be358aecb7b39137be7d92cc38";

    private static EngineRole role(String exe, String... arguments) {
        return EngineRole.of(Optional.of(exe), List.of(arguments));
    }

    @Test
    void podmansConmonSaysWhichContainerItKeeps() {
        assertThat(role(
                        "/usr/bin/conmon",
                        "/usr/bin/conmon",
                        "--api-version",
                        "1",
                        "-c",
                        ID,
                        "-u",
                        ID,
                        "-r",
                        "/usr/bin/runc",
                        "-n",
                        "orders-db",
                        "--exit-command",
                        "/usr/bin/podman"))
                .isEqualTo(new EngineRole.Keeps(
                        new Management.Container("podman", ID, Optional.of("orders-db"), Optional.empty())));
    }

    @Test
    void criosConmonLikewise() {
        assertThat(role(
                        "/usr/libexec/crio/conmon (deleted)",
                        "conmon",
                        "-c",
                        ID,
                        "-n",
                        "k8s_web_0",
                        "-r",
                        "/usr/bin/crun"))
                .isEqualTo(new EngineRole.Keeps(
                        new Management.Container("cri-o", ID, Optional.of("k8s_web_0"), Optional.empty())));
    }

    @Test
    void aConmonWithoutAProperIdKeepsNothingThatCouldBeNamed() {
        assertThat(role("/usr/bin/conmon", "conmon", "-c", "../../x", "-n", "a"))
                .isInstanceOf(EngineRole.None.class);
        assertThat(role("/usr/bin/conmon", "conmon", "-c")).isInstanceOf(EngineRole.None.class);
        assertThat(role("/usr/bin/conmon", "conmon", "-c", ID, "-n", "$(reboot)", "/usr/bin/podman"))
                .isEqualTo(new EngineRole.Keeps(new Management.Container("podman", ID)));
    }

    @Test
    void forwardersAreToldByTheirProgramAndNotByWhatTheyCallThemselves() {
        assertThat(role("/usr/sbin/docker-proxy", "anything")).isEqualTo(new EngineRole.Forwards(true));
        assertThat(role("/usr/lib/podman/rootlessport")).isEqualTo(new EngineRole.Forwards(true));
        assertThat(role("/usr/sbin/dockerd")).isEqualTo(new EngineRole.Forwards(false));
        assertThat(role("/usr/bin/python3", "docker-proxy", "-host-port", "80")).isInstanceOf(EngineRole.None.class);
        assertThat(EngineRole.of(Optional.empty(), List.of("docker-proxy"))).isInstanceOf(EngineRole.None.class);
    }
}
