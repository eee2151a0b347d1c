package dev.portledger.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The command line under a seccomp filter that refuses netlink and bpf(2): it says so, and never that a port is free. */
final class RefusingHostIT {

    private static final Map<String, String> NOTHING_SET = Map.of();

    @TempDir
    private Path folder;

    private AgentProgram agent;

    @BeforeEach
    void program() {
        Needs.root();
        agent = refusedWith(Errno.EPERM);
    }

    private AgentProgram refusedWith(Errno errno) {
        return new AgentProgram(folder, Refusal.of(errno, "NETLINK", "BPF", "PERF_EVENT_OPEN", "FSOPEN"));
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @ParameterizedTest
    @EnumSource(names = {"EPERM", "ENOSYS"})
    void doctorNamesEachFacilityThatIsRefusedAndWhatThatCosts(Errno errno) throws Exception {
        var doctor = refusedWith(errno).run(NOTHING_SET, "doctor");
        assertThat(doctor.out())
                .containsPattern("(?m)^missing +sock_diag +TCP and UDP by /proc/net, since the kernel refused: .*"
                        + errno.name() + ".*\\n +sockets are told apart by inode only")
                .containsPattern("(?m)^missing +bound_inactive .*\\n +\\S+")
                .containsPattern("(?m)^(ok|missing) +events .*post is not possible \\(map pl_events: " + errno.name());
        if (errno == Errno.EPERM) {
            assertThat(doctor.out()).contains("no seccomp filter that forbids it");
        }
        assertThat(doctor.err()).doesNotContain("\tat ");
    }

    @Test
    void aListenerIsStillFoundWithItsHolder() throws Exception {
        try (ServerSocket socket = listen()) {
            var result = agent.run(NOTHING_SET, "listeners", "--port", Integer.toString(socket.getLocalPort()));
            assertThat(result.status()).isEqualTo(ExitCode.OK);
            assertThat(result.out()).contains(", pid " + ProcessHandle.current().pid() + ", ", "to free it: ");
        }
    }

    @Test
    void aPortThatIsOnlyBoundIsNotCalledFree() throws Exception {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String port = Integer.toString(socket.getLocalPort());
            var listeners = agent.run(NOTHING_SET, "listeners", "--port", port);
            assertThat(listeners.out()).contains("whether a socket is only bound to it is not told");
            assertNothingIsSaidOf(port);
        }
    }

    @Test
    void withoutNetlinkNothingIsSaidOfABind() throws Exception {
        try (ServerSocket socket = listen()) {
            assertNothingIsSaidOf(Integer.toString(socket.getLocalPort()));
        }
    }

    private void assertNothingIsSaidOf(String port) throws Exception {
        var check = agent.run(NOTHING_SET, "check", "127.0.0.1:" + port, "--reuseaddr");
        assertThat(check.status()).as("it cannot be told").isEqualTo(2);
        assertThat(check.out()).doesNotContain("would bind", "free");
        assertThat(check.out() + check.err()).contains("EPERM").doesNotContain("\tat ");
        var why = agent.run(NOTHING_SET, "why", port);
        assertThat(why.status()).isEqualTo(ExitCode.FAILED);
        assertThat(why.out()).doesNotContain("nothing is in the way");
        assertThat(why.err()).contains("EPERM").doesNotContain("\tat ");
    }
}
