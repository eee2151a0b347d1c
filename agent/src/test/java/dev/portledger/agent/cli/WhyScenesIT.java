package dev.portledger.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.kernel.CgroupMount;
import dev.portledger.agent.testing.ContainerEngine;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.NetworkPlace;
import dev.portledger.domain.bind.Cause;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.ShellCommand;
import dev.portledger.domain.bind.Warning;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code why} on a real scene for each cause that shows without anybody who wants the port; {@link WhyClaimedIT} has those that need
 * one, e2e/tests/why.spec.ts those that need systemd. Each is asked for in words and as JSON, of the agent and without it.
 */
final class WhyScenesIT {

    @TempDir
    static Path folder;

    private static NetworkPlace place;
    private static Asked asked;

    private final Deque<Path> groups = new ArrayDeque<>();

    @BeforeAll
    static void open() throws IOException {
        place = NetworkPlace.open();
        asked = Asked.in(place, folder);
    }

    @AfterEach
    void clear() throws IOException {
        place.clear();
        for (Path group : groups) {
            Awaitility.await()
                    .until(() -> Files.readString(group.resolve("cgroup.procs")).isEmpty());
            Files.delete(group);
        }
    }

    @AfterAll
    static void close() throws IOException {
        if (asked != null) {
            asked.close();
        }
        if (place != null) {
            place.close();
        }
    }

    private static List<String> commands(Diagnosis diagnosis) {
        return diagnosis.commands().stream().map(ShellCommand::text).toList();
    }

    /** The cgroup is all that tells of a unit; that systemd itself is asked is shown where it runs. */
    @Test
    void aService() throws Exception {
        Process holder = place.python("ready", "s = listening('0.0.0.0', 8080, ADDR)\nsay('ready')");
        moveTo("system.slice/why-orders.service", holder.pid());
        Diagnosis diagnosis = asked.why("8080");
        assertThat(diagnosis.cause()).isInstanceOfSatisfying(Cause.Service.class, service -> {
            assertThat(service.unit()).isEqualTo("why-orders.service");
            assertThat((long) service.holder().process().pid()).isEqualTo(holder.pid());
        });
        assertThat(diagnosis.evidence())
                .contains(
                        "Its cgroup belongs to why-orders.service.",
                        "Flags of 0.0.0.0:8080 (LISTEN): SO_REUSEADDR on, SO_REUSEPORT off.");
        assertThat(diagnosis.remedy()).isEqualTo("Stop the service.");
        assertThat(commands(diagnosis)).containsExactly("systemctl stop -- why-orders.service");
        assertThat(diagnosis.warnings()).contains(Warning.KILL_MANAGED);
        assertThat(diagnosis.unknown()).isEmpty();
    }

    private void moveTo(String group, long pid) throws IOException {
        Path mount = CgroupMount.find(Files.readString(Path.of("/proc/self/mountinfo")))
                .orElseThrow();
        Path made = mount;
        for (Path name : Path.of(group)) {
            made = made.resolve(name);
            if (!Files.exists(made)) {
                groups.push(Files.createDirectory(made));
            }
        }
        Files.writeString(made.resolve("cgroup.procs"), Long.toString(pid));
    }

    @Test
    void aContainer() throws Exception {
        Needs.program("dockerd");
        Needs.program("docker");
        try (ContainerEngine docker = ContainerEngine.docker()) {
            docker.run("why-db", 5432, "--publish", "15432:5432");
            AgentProgram command = new AgentProgram(folder, docker.inside());
            Map<String, String> environment = Map.of(
                    "PORTLEDGER_AGENT_SOCKET",
                    "none",
                    "PORTLEDGER_AGENT_ENGINE_SOCKETS",
                    docker.socket().toString());
            Diagnosis diagnosis = Asked.diagnosis(command.run(environment, "why", "15432", "--json"));
            Asked.sameInWords(diagnosis, command.run(environment, "why", "15432"));
            assertThat(diagnosis.cause())
                    .isInstanceOfSatisfying(Cause.Container.class, container -> assertThat(container.name())
                            .contains("why-db"));
            assertThat(diagnosis.evidence()).anyMatch(text -> text.startsWith("docker-proxy (pid "));
            assertThat(diagnosis.remedy()).isEqualTo("Stop the container, not the engine.");
            assertThat(commands(diagnosis)).containsExactly("docker stop -- why-db");
        }
    }

    /** Without a claimant a process started by hand is no more than that, and it is said why. */
    @Test
    void aProcessStartedByHand() throws Exception {
        Process holder = place.python("ready", "s = listening('127.0.0.1', 8082)\nsay('ready')");
        Diagnosis diagnosis = asked.why("8082");
        assertThat(diagnosis.cause()).isInstanceOfSatisfying(Cause.OtherProcess.class, other -> {
            assertThat((long) other.holder().process().pid()).isEqualTo(holder.pid());
            assertThat(other.holder().management()).isInstanceOf(Management.Unmanaged.class);
        });
        assertThat(diagnosis.evidence())
                .contains("Flags of 127.0.0.1:8082 (LISTEN): SO_REUSEADDR off, SO_REUSEPORT off.");
        assertThat(commands(diagnosis)).containsExactly("kill -TERM -- " + holder.pid());
        assertThat(diagnosis.unknown()).singleElement().asString().startsWith("Who wants the port is not known");
    }

    @Test
    void onlyTimeWait() throws Exception {
        place.python("ready", """
                s = listening('127.0.0.1', 8083, ADDR)
                client = socket.create_connection(('127.0.0.1', 8083))
                accepted, _ = s.accept()
                s.close()
                accepted.close()
                client.recv(1)
                client.close()
                say('ready')""");
        Diagnosis diagnosis = asked.why("8083");
        assertThat(diagnosis.cause()).isInstanceOfSatisfying(Cause.TimeWaitOnly.class, only -> {
            assertThat(only.count()).isEqualTo(1);
            assertThat(only.lastLeavesAt()).isPresent();
            assertThat(only.holderReuseAddr()).isEmpty();
        });
        assertThat(diagnosis.remedy()).contains("both the old and the new socket need it");
        assertThat(diagnosis.warnings()).contains(Warning.TCP_TW_RECYCLE, Warning.TCP_TW_REUSE);
        assertThat(diagnosis.unknown())
                .containsExactly("SO_REUSEADDR and SO_REUSEPORT are not known of 127.0.0.1:8083 (TIME_WAIT): no process"
                        + " has it open any more that could be asked.");
    }

    @Test
    void leftoverConnections() throws Exception {
        Process holder = place.python("ready", """
                s = listening('127.0.0.1', 8084, ADDR)
                client = socket.create_connection(('127.0.0.1', 8084))
                accepted, _ = s.accept()
                s.close()
                say('ready')""");
        Diagnosis diagnosis = asked.why("8084");
        assertThat(diagnosis.cause())
                .isInstanceOfSatisfying(
                        Cause.LeftoverConnections.class,
                        left -> assertThat(left.connections()).singleElement().satisfies(held -> {
                            assertThat(held.socket().state()).isEqualTo(TcpState.ESTABLISHED);
                            assertThat(held.socket().flags().reuseAddr()).contains(true);
                        }));
        assertThat(diagnosis.evidence())
                .contains(
                        "127.0.0.1:8084 is in ESTABLISHED, held by python3 (pid " + holder.pid() + ").",
                        "Flags of 127.0.0.1:8084 (ESTABLISHED): SO_REUSEADDR on, SO_REUSEPORT off.");
        assertThat(diagnosis.remedy()).startsWith("End who holds the connections");
        assertThat(commands(diagnosis)).containsExactly("ss -H -t -a -n -p sport = :8084");
    }

    @Test
    void ephemeralTheft() throws Exception {
        Process holder = place.python("ready", """
                s = listening('127.0.0.1', 9, ADDR)
                client = socket.socket()
                client.setsockopt(socket.IPPROTO_IP, 51, (45678 << 16 | 45678).to_bytes(4, sys.byteorder)) # IP_LOCAL_PORT_RANGE: as if by chance
                client.connect(('127.0.0.1', 9))
                say('ready')""");
        Diagnosis diagnosis = asked.why("45678");
        assertThat(diagnosis.cause()).isInstanceOfSatisfying(Cause.EphemeralTheft.class, theft -> assertThat(
                        theft.connection().holders().list())
                .extracting(one -> (long) one.process().pid())
                .containsExactly(holder.pid()));
        assertThat(diagnosis.evidence())
                .contains("127.0.0.1:45678 is in ESTABLISHED, held by python3 (pid " + holder.pid() + ").")
                .anyMatch(text -> text.startsWith("The kernel gives ports "));
        assertThat(diagnosis.remedy()).contains("net.ipv4.ip_local_reserved_ports");
        assertThat(commands(diagnosis)).first().isEqualTo("sysctl net.ipv4.ip_local_reserved_ports");
        assertThat(diagnosis.warnings()).contains(Warning.LISTENER_IN_EPHEMERAL_RANGE);
    }

    @Test
    void boundAndNotListening() throws Exception {
        Process holder = place.python("ready", "s = bound('0.0.0.0', 8086, ADDR, PORT)\nsay('ready')");
        Diagnosis diagnosis = asked.why("8086");
        assertThat(diagnosis.cause()).isInstanceOf(Cause.BoundNotListening.class);
        assertThat(diagnosis.evidence())
                .contains(
                        "0.0.0.0:8086 is in BOUND_INACTIVE, held by python3 (pid " + holder.pid() + ").",
                        "Flags of 0.0.0.0:8086 (BOUND_INACTIVE): SO_REUSEADDR on, SO_REUSEPORT on.");
        assertThat(diagnosis.remedy()).isEqualTo("End the process, or let it listen.");
        assertThat(commands(diagnosis)).containsExactly("kill -TERM -- " + holder.pid());
    }

    @Test
    void aSocketOfTheKernel() throws Exception {
        place.run(
                "ip",
                "link",
                "add",
                "vx0",
                "type",
                "vxlan",
                "id",
                "7",
                "dstport",
                "4789",
                "local",
                "127.0.0.1",
                "dev",
                "lo");
        place.run("ip", "link", "set", "vx0", "up");
        Diagnosis diagnosis = asked.why("4789", "--udp");
        if (everyDescriptorCanBeRead()) {
            assertThat(diagnosis.cause())
                    .isInstanceOfSatisfying(Cause.KernelSocket.class, kernel -> assertThat(kernel.subsystem())
                            .contains("VXLAN"));
            assertThat(diagnosis.evidence()).first().isEqualTo("No process has 0.0.0.0:4789 open.");
            assertThat(diagnosis.remedy()).startsWith("Stop the part of the kernel");
        } else { // that nobody has it open cannot be known then, and is not said
            assertThat(diagnosis.cause())
                    .isInstanceOfSatisfying(Cause.Unknown.class, unknown -> assertThat(unknown.reason())
                            .isEqualTo("a socket is on 0.0.0.0:4789, and who has it open could not be seen: the"
                                    + " descriptors of some processes may not be read; by the port it may be the kernel's"
                                    + " VXLAN"));
            assertThat(diagnosis.unknown()).anyMatch(text -> text.startsWith("Who has 0.0.0.0:4789 open is not known"));
        }
        place.run("ip", "link", "delete", "vx0");
    }

    /** Some machines' first process withholds its descriptors, even from root. */
    private static boolean everyDescriptorCanBeRead() throws IOException {
        try (Stream<Path> links = Files.list(Path.of("/proc/1/fd"))) {
            for (Path link : links.toList()) {
                Files.readSymbolicLink(link);
            }
            return true;
        } catch (AccessDeniedException e) {
            return false;
        }
    }

    /** Two of them: who asks for the port is told of both. */
    @Test
    void holdersOnTwoAddresses() throws Exception {
        Process one = place.python("ready", "s = listening('127.0.0.1', 8088)\nsay('ready')");
        Process other = place.python("ready", "s = listening('127.0.0.2', 8088)\nsay('ready')");
        Diagnosis diagnosis = asked.why("8088");
        assertThat(String.join(" ", diagnosis.evidence()))
                .contains("(pid " + one.pid() + ")", "(pid " + other.pid() + ")");
    }

    @Test
    void nothingIsInTheWay() throws Exception {
        AgentProgram.Result alone = asked.alone("why", "8089");
        assertThat(alone.status()).isEqualTo(ExitCode.NOTHING);
        assertThat(alone.out().strip()).isEqualTo("nothing is in the way on tcp port 8089");
        assertThat(asked.agent("why", "8089")).isEqualTo(alone);
    }
}
