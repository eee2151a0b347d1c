package dev.portledger.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.NetworkPlace;
import dev.portledger.domain.bind.Cause;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.Errno;
import dev.portledger.domain.bind.NotShared;
import dev.portledger.domain.bind.Overlap;
import dev.portledger.domain.bind.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code why} on a real scene for each cause that lies between two: the running agent has seen the bind fail, so it knows who wants
 * the port, and how.
 */
final class WhyClaimedIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Binds, listens, and says which of it was refused. Its first argument is the port, the others are as {@code bound} has them. */
    private static final String CLAIM = """
            try:
                claim = bound(sys.argv[2], int(sys.argv[1]), *[{'addr': ADDR, 'port': PORT}[word] for word in sys.argv[3:]])
                say('bound')
            except OSError as refused:
                say('refused')""";

    @TempDir
    static Path folder;

    private static NetworkPlace place;
    private static Asked asked;

    @BeforeAll
    static void open() throws IOException {
        Needs.program("setpriv");
        place = NetworkPlace.open();
        asked = Asked.in(place, folder);
    }

    @AfterEach
    void clear() throws IOException {
        place.clear();
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

    private static List<String> user(int uid) {
        return List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups");
    }

    /** What the agent says as soon as it has heard of the claim; then the same in words. */
    private static Diagnosis why(int port, Class<? extends Cause> cause) throws Exception {
        String[] json = {"why", Integer.toString(port), "--json"};
        Diagnosis diagnosis = Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Asked.diagnosis(asked.agent(json)), told -> cause.isInstance(told.cause()));
        Asked.sameInWords(diagnosis, asked.agent("why", Integer.toString(port)));
        return diagnosis;
    }

    private static List<String> commands(Diagnosis diagnosis) {
        return diagnosis.commands().stream().map(ShellCommand::text).toList();
    }

    @Test
    void aDoubleStart() throws Exception {
        String serve = """
                try:
                    s = listening('0.0.0.0', 8081, ADDR)
                    say('serves')
                except OSError:
                    say('refused')""";
        Process first = place.python("serves", serve, "--serve");
        Process second = place.python("refused", serve, "--serve");
        Diagnosis diagnosis = why(8081, Cause.DoubleStart.class);
        assertThat(diagnosis.cause()).isInstanceOfSatisfying(Cause.DoubleStart.class, start -> {
            assertThat((long) start.holder().process().pid()).isEqualTo(first.pid());
            assertThat((long) start.claimant().pid()).isEqualTo(second.pid());
        });
        assertThat(diagnosis.evidence())
                .anyMatch(text -> text.endsWith("runs the same program with the same arguments."))
                .contains("Flags of 0.0.0.0:8081 (LISTEN): SO_REUSEADDR on, SO_REUSEPORT off.");
        assertThat(diagnosis.remedy()).isEqualTo("Stop one of the two; by default the newer.");
        assertThat(commands(diagnosis)).containsExactly("kill -TERM -- " + second.pid());
        // alone nobody knows who wants the port, and it is said
        Diagnosis alone = Asked.diagnosis(asked.alone("why", "8081", "--json"));
        assertThat(alone.cause()).isInstanceOf(Cause.OtherProcess.class);
        assertThat(alone.unknown()).singleElement().asString().startsWith("Who wants the port is not known");
    }

    @Test
    void anOldProcessThatSurvived() throws Exception {
        Process parent = place.python("listens", """
                s = listening('0.0.0.0', 8082, ADDR)
                say('listens')
                child = os.fork()
                if child:
                    say(str(child))
                    sys.stdin.read()
                    os._exit(0)
                signal.pause()""", "--old");
        String survivor = parent.inputReader().readLine();
        place.clear();
        Awaitility.await().atMost(PATIENCE).until(() -> Files.readString(Path.of("/proc", survivor, "stat"))
                .split(" ", -1)[3]
                .equals("1"));
        try {
            anOldProcessThatSurvived(survivor);
        } finally {
            ProcessHandle.of(Long.parseLong(survivor)).ifPresent(ProcessHandle::destroy);
        }
    }

    private static void anOldProcessThatSurvived(String survivor) throws Exception {
        place.python("refused", CLAIM, "8082", "0.0.0.0", "addr");
        Diagnosis diagnosis = why(8082, Cause.SurvivingProcess.class);
        assertThat(diagnosis.cause()).isInstanceOfSatisfying(Cause.SurvivingProcess.class, old -> assertThat(
                        old.holder().process().pid())
                .hasToString(survivor));
        assertThat(diagnosis.evidence()).contains("It runs the claimant's program and its parent has ended.");
        assertThat(diagnosis.remedy()).isEqualTo("End the old process: SIGTERM first.");
        assertThat(commands(diagnosis)).containsExactly("kill -TERM -- " + survivor);
    }

    @Test
    void anAddressOverlap() throws Exception {
        Process holder = place.python("ready", "s = listening('::', 8083, ADDR, v6only=0)\nsay('ready')");
        place.python("refused", CLAIM, "8083", "127.0.0.1", "addr");
        Diagnosis diagnosis = why(8083, Cause.AddressesMeet.class);
        assertThat(diagnosis.cause())
                .isInstanceOfSatisfying(Cause.AddressesMeet.class, meet -> assertThat(meet.overlap())
                        .isEqualTo(Overlap.HOLDER_DUAL_STACK));
        assertThat(diagnosis.evidence())
                .contains(
                        "The holder's :: is dual-stack and has every IPv4 address too.",
                        "Flags of [::]:8083 (LISTEN): SO_REUSEADDR on, SO_REUSEPORT off, IPV6_V6ONLY off.");
        assertThat(diagnosis.remedy()).startsWith("Bind both to addresses that do not meet");
        // and who that is, with what would stop it
        assertThat(diagnosis.evidence()).contains("Neither systemd nor a container engine manages it.");
        assertThat(commands(diagnosis))
                .containsExactly("ss -H -t -a -n -p sport = :8083", "kill -TERM -- " + holder.pid());
        assertThat(diagnosis.unknown()).isEmpty();
    }

    @Test
    void reusePortOfTwoUsers() throws Exception {
        place.python("ready", "s = listening('0.0.0.0', 8084, PORT)\nsay('ready')");
        place.python(user(1234), "refused", CLAIM, "8084", "0.0.0.0", "port");
        Diagnosis diagnosis = why(8084, Cause.ReusePortMismatch.class);
        assertThat(diagnosis.cause())
                .isInstanceOfSatisfying(Cause.ReusePortMismatch.class, mismatch -> assertThat(mismatch.reasons())
                        .containsExactly(NotShared.DIFFERENT_USER));
        assertThat(diagnosis.evidence())
                .contains(
                        "They belong to different users.",
                        "Flags of 0.0.0.0:8084 (LISTEN): SO_REUSEADDR off, SO_REUSEPORT on.");
        assertThat(diagnosis.remedy()).startsWith("Let both set SO_REUSEPORT and run as one user");
    }

    @Test
    void reusePortOfOneSide() throws Exception {
        place.python("ready", "s = listening('0.0.0.0', 8085)\nsay('ready')");
        place.python("refused", CLAIM, "8085", "0.0.0.0", "port");
        Diagnosis diagnosis = why(8085, Cause.ReusePortMismatch.class);
        assertThat(diagnosis.cause())
                .isInstanceOfSatisfying(Cause.ReusePortMismatch.class, mismatch -> assertThat(mismatch.reasons())
                        .containsExactly(NotShared.HOLDER_WITHOUT_REUSEPORT));
        assertThat(diagnosis.evidence()).contains("The holder did not set SO_REUSEPORT.");
    }

    @Test
    void anAddressThatIsNotOfThisHost() throws Exception {
        place.python("refused", CLAIM, "8086", "192.0.2.1", "addr");
        Diagnosis diagnosis = why(8086, Cause.NotInUse.class);
        assertThat(diagnosis.cause()).isInstanceOfSatisfying(Cause.NotInUse.class, not -> assertThat(not.errno())
                .isEqualTo(Errno.EADDRNOTAVAIL));
        assertThat(diagnosis.evidence()).containsExactly("192.0.2.1 is not an address of this host.");
        assertThat(diagnosis.remedy()).startsWith("Bind to an address of this host");
        assertThat(commands(diagnosis)).containsExactly("ip address show");
    }

    @Test
    void aPortThatNeedsACapability() throws Exception {
        place.python(user(1234), "refused", CLAIM, "87", "0.0.0.0", "addr");
        Diagnosis diagnosis = why(87, Cause.NotInUse.class);
        assertThat(diagnosis.cause()).isInstanceOfSatisfying(Cause.NotInUse.class, not -> assertThat(not.errno())
                .isEqualTo(Errno.EACCES));
        assertThat(diagnosis.remedy()).startsWith("Give the program CAP_NET_BIND_SERVICE");
        assertThat(commands(diagnosis)).containsExactly("sysctl net.ipv4.ip_unprivileged_port_start");
    }

    /** Who has got the port at last does not want it any more. */
    @Test
    void aClaimantThatSucceededLater() throws Exception {
        Process holder = place.python("ready", "s = listening('127.0.0.1', 8088)\nsay('ready')");
        Process claimant = place.python("refused", """
                try:
                    bound('127.0.0.1', 8088, ADDR)
                except OSError:
                    say('refused')
                sys.stdin.readline()
                s = listening('127.0.0.1', 8088, ADDR)
                say('listens')""");
        why(8088, Cause.OtherProcess.class);
        holder.getOutputStream().close();
        assertThat(holder.onExit().join().exitValue()).isZero();
        claimant.getOutputStream().write('\n');
        claimant.getOutputStream().flush();
        assertThat(claimant.inputReader().readLine()).isEqualTo("listens");
        assertThat(asked.why("8088").cause()).isInstanceOfSatisfying(Cause.OtherProcess.class, other -> assertThat(
                        (long) other.holder().process().pid())
                .isEqualTo(claimant.pid()));
    }
}
