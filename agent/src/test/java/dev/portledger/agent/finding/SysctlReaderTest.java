package dev.portledger.agent.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.netlink.Namespace;
import dev.portledger.domain.finding.Sysctl;
import dev.portledger.domain.finding.Sysctls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SysctlReaderTest {

    @TempDir
    private Path folder;

    @Test
    void readsThisHost() throws IOException {
        Sysctls read = SysctlReader.ofThisHost().read();
        assertThat(read.netns()).isEqualTo(Namespace.ownNetwork());
        assertThat(read.ephemeral()).isPresent();
        assertThat(read.tcpTwReuse())
                .isEqualTo(new Sysctl.Value(Files.readString(Path.of("/proc/sys/net/ipv4/tcp_tw_reuse"))
                        .strip()));
        assertThat(read.tcpTwRecycle() instanceof Sysctl.Absent)
                .as("removed in Linux 4.12")
                .isEqualTo(Files.notExists(Path.of("/proc/sys/net/ipv4/tcp_tw_recycle")));
    }

    @Test
    void whatIsNotThereIsAbsentAndWhatCannotBeReadIsUnread() throws IOException {
        Files.createDirectory(folder.resolve("tcp_tw_reuse")); // what no user can read as a file
        Files.writeString(folder.resolve("ip_local_port_range"), "1024\t65000\n");
        Files.writeString(folder.resolve("ip_local_reserved_ports"), "1,".repeat(3_000));
        Sysctls read = new SysctlReader(folder, 1).read();
        assertThat(read.tcpTwRecycle()).isEqualTo(new Sysctl.Absent());
        assertThat(read.tcpTwReuse()).isInstanceOf(Sysctl.Unread.class);
        assertThat(read.localPortRange()).isEqualTo(new Sysctl.Value("1024\t65000"));
        assertThat(read.localReservedPorts()).isInstanceOf(Sysctl.Unread.class);
        Sysctls nothing = new SysctlReader(folder.resolve("none"), 1).read();
        assertThat(nothing.tcpTwRecycle())
                .as("without the folder nothing is known")
                .isInstanceOf(Sysctl.Unread.class);
    }
}
