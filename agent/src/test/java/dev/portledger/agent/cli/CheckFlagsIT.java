package dev.portledger.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.cli.AgentProgram.Result;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.NetworkPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} can tell for certain since it asks living sockets for their flags, and what it tells where it may not. */
final class CheckFlagsIT {

    private static final Map<String, String> ALONE =
            Map.of("PORTLEDGER_AGENT_SOCKET", "none", "PORTLEDGER_AGENT_ENGINE_SOCKETS", "none");

    @TempDir
    Path folder;

    private NetworkPlace place;

    @BeforeEach
    void open() throws IOException {
        Needs.program("setpriv");
        place = NetworkPlace.open();
    }

    @AfterEach
    void close() throws IOException {
        place.close();
    }

    private Result check(String... arguments) throws Exception {
        return new AgentProgram(folder, place.inside())
                .run(
                        ALONE,
                        Stream.concat(Stream.of("check"), Stream.of(arguments)).toArray(String[]::new));
    }

    /** The kernel says the same, by a bind that is tried. */
    private void binds(String word, String address, String flag) throws IOException {
        place.python(word, """
                try:
                    claim = bound(sys.argv[1], 8080, {'addr': ADDR, 'port': PORT}[sys.argv[2]])
                    say('bound')
                except OSError:
                    say('refused')""", address, flag);
        place.clear();
    }

    @Test
    void aBoundSocketThatSharesAndOneThatDoesNot() throws Exception {
        for (boolean shares : List.of(true, false)) {
            place.python("ready", "s = bound('127.0.0.1', 8080" + (shares ? ", ADDR" : "") + ")\nsay('ready')");
            Result result = check("127.0.0.1:8080", "--reuseaddr");
            assertThat(result.status()).as(result.out()).isEqualTo(shares ? ExitCode.OK : ExitCode.FAILED);
            if (!shares) {
                assertThat(result.out())
                        .contains("SO_REUSEADDR off, SO_REUSEPORT off")
                        .doesNotContain("Not known");
            }
            binds(shares ? "bound" : "refused", "127.0.0.1", "addr");
        }
    }

    @Test
    void aConnectionOfAServerThatHasGone() throws Exception {
        place.python("ready", """
                s = listening('127.0.0.1', 8080, ADDR)
                client = socket.create_connection(('127.0.0.1', 8080))
                accepted, _ = s.accept()
                s.close()
                say('ready')""");
        assertThat(check("127.0.0.1:8080", "--reuseaddr").status()).isEqualTo(ExitCode.OK);
        assertThat(check("127.0.0.1:8080").status()).isEqualTo(ExitCode.FAILED);
        binds("bound", "127.0.0.1", "addr");
    }

    @Test
    void aListenerWithReusePort() throws Exception {
        place.python("ready", "s = listening('0.0.0.0', 8080, PORT)\nsay('ready')");
        assertThat(check("0.0.0.0:8080", "--reuseport").status()).isEqualTo(ExitCode.OK);
        binds("bound", "0.0.0.0", "port");
    }

    /** Who may not see the holder may not ask it either. */
    @Test
    void anotherUserDoesNotKnowAndSaysWhy() throws Exception {
        place.python("ready", "s = bound('127.0.0.1', 8080, ADDR)\nsay('ready')");
        Path program = readableCopy();
        List<String> before = Stream.concat(
                        place.inside().stream(),
                        Stream.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"))
                .toList();
        AgentProgram nobody = new AgentProgram(folder, before).from(program);
        Result result = nobody.run(ALONE, "check", "127.0.0.1:8080", "--reuseaddr");
        assertThat(result.status()).as(result.out() + result.err()).isEqualTo(ExitCode.UNKNOWN);
        assertThat(result.out())
                .contains(
                        "127.0.0.1:8080: whether it would bind cannot be told",
                        "Who has 127.0.0.1:8080 open is not known: the descriptors of some processes may not be"
                                + " read.",
                        "SO_REUSEADDR and SO_REUSEPORT are not known of 127.0.0.1:8080 (BOUND_INACTIVE): who has it open"
                                + " could not be seen.",
                        "Not known: SO_REUSEADDR of the socket that is there");
        Result why = nobody.run(ALONE, "why", "8080");
        assertThat(why.status()).isEqualTo(ExitCode.OK);
        assertThat(why.out())
                .startsWith("The cause is not known: a socket is on 127.0.0.1:8080, and who has it open could"
                        + " not be seen");
    }

    private Path readableCopy() throws Exception {
        Path copy = folder.resolve("program");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(new ProcessBuilder("cp", "-r", AgentProgram.FOLDER.toString(), copy.toString())
                        .start()
                        .waitFor())
                .isZero();
        return copy.resolve(AgentProgram.JAR.getFileName());
    }
}
