package dev.portledger.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.portledger.agent.cli.AgentProgram.Result;
import dev.portledger.agent.netlink.Namespace;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.SceneProcess;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line as a user or a script runs it: what it prints where, and its exit status. */
final class CommandLineIT {

    private static final Map<String, String> NOTHING_SET = Map.of();
    private static final long THIS_PROCESS = ProcessHandle.current().pid();

    @TempDir
    Path folder;

    private AgentProgram agent;

    @BeforeEach
    void program() {
        agent = new AgentProgram(folder);
    }

    private Result run(String... arguments) throws Exception {
        return agent.run(NOTHING_SET, arguments);
    }

    private Result runWith(String key, String value, String... arguments) throws Exception {
        return agent.run(Map.of(key, value), arguments);
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @Test
    void listsEveryListenerALine() throws Exception {
        try (ServerSocket one = listen();
                ServerSocket other = listen()) {
            Result result = run("listeners");
            assertThat(result.status()).isEqualTo(ExitCode.OK);
            assertThat(result.err()).isEmpty();
            for (ServerSocket socket : List.of(one, other)) {
                assertThat(result.out().lines())
                        .filteredOn(line -> line.contains("127.0.0.1]:" + socket.getLocalPort() + " "))
                        .singleElement()
                        .asString()
                        .startsWith("tcp ")
                        .contains(" held by ", ", pid " + THIS_PROCESS + ", user ", ", since ");
            }
        }
    }

    @Test
    void tellsWhoHoldsOnePortAndHowToFreeIt() throws Exception {
        try (ServerSocket socket = listen()) {
            Result result = run("listeners", "--port", Integer.toString(socket.getLocalPort()));
            assertThat(result.status()).isEqualTo(ExitCode.OK);
            assertThat(result.out().lines().toList())
                    .hasSize(2)
                    .satisfies(lines -> assertThat(lines.getFirst()).contains(", pid " + THIS_PROCESS))
                    .satisfies(lines -> assertThat(lines.getLast()).startsWith("to free it: "));
        }
    }

    @Test
    void aPortThatIsOnlyBoundIsHeld() throws Exception {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String port = Integer.toString(socket.getLocalPort());
            Result words = run("listeners", "--port", port);
            assertThat(words.status()).isEqualTo(ExitCode.OK);
            assertThat(words.out())
                    .contains(":" + port + " bound, not listening, held by ", ", pid " + THIS_PROCESS, "SO_REUSEADDR");
            Result json = run("listeners", "--port", port, "--json");
            assertThat(json.status()).isEqualTo(ExitCode.OK);
            assertThat(listeners(json))
                    .extracting(Listener::state)
                    .containsExactly(Optional.of(TcpState.BOUND_INACTIVE));
        }
    }

    @Test
    void sameListenersAsJson() throws Exception {
        try (ServerSocket socket = listen()) {
            Result one = run("listeners", "--json", "--port=" + socket.getLocalPort());
            assertThat(one.status()).isEqualTo(ExitCode.OK);
            assertThat(listeners(one)).singleElement().satisfies(listener -> {
                assertThat(listener.key().endpoint().port()).isEqualTo(socket.getLocalPort());
                assertThat(listener.state()).isEmpty();
                assertThat(listener.holders().list())
                        .extracting(holder -> (long) holder.process().pid())
                        .containsExactly(THIS_PROCESS);
            });
            assertThat(listeners(run("listeners", "--json")))
                    .extracting(Listener::key)
                    .contains(listeners(one).getFirst().key());
        }
    }

    private static List<Listener> listeners(Result result) throws IOException {
        assertThat(result.out().lines()).as("one line of JSON and nothing else").hasSize(1);
        return FrameJson.mapper().readValue(result.out(), new TypeReference<>() {});
    }

    @Test
    void nobodyIsAnExitStatus() throws Exception {
        int port;
        try (ServerSocket socket = listen()) {
            port = socket.getLocalPort();
        }
        Result words = run("listeners", "--port", Integer.toString(port));
        assertThat(words.status()).isEqualTo(ExitCode.NOTHING);
        assertThat(words.out().strip()).isEqualTo("nobody listens on port " + port);
        Result json = run("listeners", "--port", Integer.toString(port), "--json");
        assertThat(json.status()).isEqualTo(ExitCode.NOTHING);
        assertThat(json.out().strip()).isEqualTo("[]");
    }

    @Test
    void whatListensInAnotherNetworkIsNamedSoAndLeavesThePortFree() throws Exception {
        Needs.root();
        Needs.program("unshare");
        int port;
        try (ServerSocket socket = listen()) {
            port = socket.getLocalPort();
        }
        try (SceneProcess scene = SceneProcess.start(List.of("unshare", "--net"))) {
            assertThat(scene.tell("open tcp 4 0.0.0.0 " + port)).isEqualTo("opened");
            String where =
                    " in network namespace " + Namespace.inode(Path.of("/proc/" + scene.pid() + "/ns/net")) + " ";
            Result one = run("listeners", "--port", Integer.toString(port));
            assertThat(one.status()).isEqualTo(ExitCode.NOTHING);
            assertThat(one.out().lines().toList())
                    .startsWith("nobody listens on port " + port + " in the host's own network; in others:")
                    .anyMatch(line -> line.startsWith("tcp 0.0.0.0:" + port + where + "held by ")
                            && line.contains(", pid " + scene.pid() + ","));
            assertThat(run("listeners").out().lines()).anyMatch(line -> line.startsWith("tcp 0.0.0.0:" + port + where));
            Result bind = run("check", "0.0.0.0:" + port);
            assertThat(bind.status())
                    .as("sockets of other namespaces are in nobody's way")
                    .isEqualTo(ExitCode.OK);
            assertThat(run("why", Integer.toString(port)).status()).isEqualTo(ExitCode.NOTHING);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "listeners --port 0, 'a port is 1 to 65535, not 0'",
        "listeners --port 65536, 'a port is 1 to 65535, not 65536'",
        "listeners --port http, '--port'",
        "listeners --port, '--port'",
        "listeners --prot 80, '--prot'",
        "listeners 8080, '8080'",
        "frobnicate, 'frobnicate'"
    })
    void wrongArgumentsAreNamed(String arguments, String named) throws Exception {
        Result result = run(arguments.split(" "));
        assertThat(result.status()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(named);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void withoutACommandItPrintsItsHelp() throws Exception {
        Result nothing = run();
        assertThat(nothing.status()).isEqualTo(ExitCode.USAGE);
        assertThat(nothing.out()).contains("Usage: portledger-agent COMMAND", "Exit codes:");
        Result help = run("help", "listeners");
        assertThat(help.status()).isEqualTo(ExitCode.OK);
        assertThat(help.out()).contains("--port=N", "--json");
    }

    @Test
    void printsVersions() throws Exception {
        Result result = run("version");
        assertThat(result.status()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).matches("portledger-agent \\S+, protocol 1 to 1, Java 25\\S*\\n");
    }

    @Test
    void doctorSaysWhatIsMissingAndDoesNotPassWithoutAServer() throws Exception {
        int port;
        try (ServerSocket socket = listen()) {
            port = socket.getLocalPort();
        }
        Result result = runWith("PORTLEDGER_AGENT_SERVER", "http://127.0.0.1:" + port, "doctor");
        assertThat(result.status()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out())
                .containsPattern("(?m)^ok +sock_diag ")
                .containsPattern("(?m)^(ok|missing) +bound_inactive ")
                .containsPattern("(?m)^(ok|missing) +holders ")
                .containsPattern("(?m)^ok +state +.*is made at the first run")
                .containsPattern("(?m)^problem +server +http://127.0.0.1:" + port
                        + " cannot be reached \\(nothing accepts connections there\\)");
        assertThat(folder.resolve("state")).as("it looks only").doesNotExist();
    }

    @Test
    void doctorCountsTheOtherNetworksThatItHasLookedInto() throws Exception {
        Needs.root();
        Needs.program("unshare");
        try (SceneProcess _ = SceneProcess.start(List.of("unshare", "-n"))) {
            assertThat(run("doctor").out())
                    .containsPattern("(?m)^(ok|missing) +netns +[1-9]\\d* network namespaces? (is|are) read beside");
        }
    }

    @Test
    void doctorTellsWhatIsInABadWay() throws Exception {
        try (ServerSocket socket = listen()) {
            Result result = run("doctor");
            assertThat(result.out())
                    .containsPattern("(?m)^finding +listener_in_ephemeral_range: The server on tcp port "
                            + socket.getLocalPort() + " may find its port taken")
                    .containsPattern("(?m)^ +It listens on .*127\\.0\\.0\\.1]?:" + socket.getLocalPort())
                    .containsPattern("(?m)^ +\\$ sysctl net\\.ipv4\\.ip_local_reserved_ports$")
                    .containsPattern("(?m)^unknown +needed_sigkill: ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LOOK_EVERY, soon, look-every",
        "LOOK_EVERY, PT1H, look-every",
        "CONNECTIONS_EVERY, PT0.1S, connections-every",
        "NAMESPACES, -1, namespaces",
        "SERVER, ftp://ports.example.com, server",
        "SERVER, https://ports.example.com/path, server",
        "SERVER, http://a b, server",
        "OUTBOX_MAX_BYTES, 12x, outbox.max-bytes",
        "OUTBOX_MAX_BYTES, 1, outbox.max-bytes",
        "STATE_DIR, '', state-dir",
        "TLS_CA_FILE, /does/not/exist.pem, tls.ca-file",
        "TLS_CA_FILE, /etc/hostname, tls.ca-file"
    })
    void aWrongValueIsNamedWithItsKeyBeforeAnythingStarts(String variable, String value, String key) throws Exception {
        Result result = runWith("PORTLEDGER_AGENT_" + variable, value, "run");
        assertThat(result.status()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("portledger.agent." + key).doesNotContain("\tat ");
        assertThat(result.out()).isEmpty();
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void theFileOfTheConfigurationCounts() throws Exception {
        Path file = folder.resolve("agent.properties");
        Files.writeString(file, "portledger.agent.look-every=PT99S\n");
        Result wrong = runWith("PORTLEDGER_AGENT_CONFIG", file.toString(), "run");
        assertThat(wrong.status()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err())
                .contains("portledger.agent.look-every has to be between PT0.1S and PT10S, and is PT1M39S");
        Result missing = runWith("PORTLEDGER_AGENT_CONFIG", folder + "/none", "version");
        assertThat(missing.status()).isEqualTo(ExitCode.USAGE);
        assertThat(missing.err())
                .contains("PORTLEDGER_AGENT_CONFIG", folder + "/none")
                .doesNotContain("\tat ");
    }

    @Test
    void whatCannotBeStartedIsSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("state"), "a file where the folder should be");
        Result result = run("run");
        assertThat(result.status()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("portledger-agent: " + file).doesNotContain("\tat ");
    }

    @Test
    void runsUntilItIsToldToEnd() throws Exception {
        Map<String, String> environment = Map.of("PORTLEDGER_AGENT_SERVER", "http://127.0.0.1:1");
        Process process = agent.start(environment, "run");
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> agent.err().contains("watching as host") || !process.isAlive());
            Result second = new AgentProgram(Files.createDirectory(folder.resolve("second")))
                    .run(
                            Map.of(
                                    "PORTLEDGER_AGENT_STATE_DIR",
                                    folder.resolve("state").toString()),
                            "run");
            assertThat(second.status()).isEqualTo(ExitCode.FAILED);
            assertThat(second.err())
                    .contains("another agent uses " + folder.resolve("state"))
                    .doesNotContain("\tat ");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> agent.err().contains("nothing accepts connections there"));
            process.destroy();
            assertThat(process.onExit()
                            .get(30, java.util.concurrent.TimeUnit.SECONDS)
                            .exitValue())
                    .isEqualTo(128 + 15);
            assertThat(agent.err()).doesNotContain("\tat ");
        } finally {
            process.destroyForcibly();
        }
    }
}
