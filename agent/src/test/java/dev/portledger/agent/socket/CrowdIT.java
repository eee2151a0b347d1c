package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.testing.CrowdMain;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.SceneMain;
import dev.portledger.agent.testing.SceneProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 50,000 listeners, in a network namespace of their own, seen by programs with the memory of the service. */
final class CrowdIT {

    /** A process may have some ten thousand files on most hosts, and not everybody may raise that. */
    private static final int EACH = 5_000;

    private static final int PROCESSES = 10;
    private static final int SOCKETS = PROCESSES * EACH;
    private static final int FIRST_PORT = 10_000;
    private static final int FEWER = 3_000;

    /** Two cores that are shared with other tests; on a quiet machine it is a fraction of this. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

    private static final Duration NEXT_LOOK = Duration.ofSeconds(1);

    /** MemoryMax= of the service. */
    private static final long MOST_KILOBYTES = 192 << 10;

    private final List<SceneProcess> crowd = new ArrayList<>();
    private List<String> inside = List.of();

    @TempDir
    private Path folder;

    private record Answer(int opened, int closed, int listeners, int held, Duration took) {
        static Answer of(String line) {
            List<Long> numbers =
                    Arrays.stream(line.split(" ")).map(Long::valueOf).toList();
            return new Answer(
                    numbers.get(0).intValue(),
                    numbers.get(1).intValue(),
                    numbers.get(2).intValue(),
                    numbers.get(3).intValue(),
                    Duration.ofNanos(numbers.get(4)));
        }
    }

    @BeforeEach
    void open() throws IOException {
        Needs.root();
        Needs.program("unshare");
        Needs.program("nsenter");
        crowd.add(scene(List.of("unshare", "-n")));
        assertThat(crowd.getFirst().tell("crowd " + FIRST_PORT + " " + EACH)).isEqualTo("opened");
        inside = List.of("nsenter", "-t", Long.toString(crowd.getFirst().pid()), "-n");
        while (crowd.size() < PROCESSES) {
            crowd.add(scene(inside));
            int first = FIRST_PORT + (crowd.size() - 1) * EACH;
            assertThat(crowd.getLast().tell("crowd " + first + " " + EACH)).isEqualTo("opened");
        }
    }

    /** With a command line of usual length: it is told with each socket, and the class path of the tests is longer than is told. */
    private SceneProcess scene(List<String> before) throws IOException {
        List<String> java = SceneProcess.java(List.of(), SceneMain.class);
        List<String> options = java.subList(1, java.size() - 1);
        Path file = Files.write(folder.resolve("options"), options);
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(java.getFirst(), "@" + file));
        return SceneProcess.of(command);
    }

    @AfterEach
    void close() throws IOException {
        for (SceneProcess scene : crowd) {
            scene.close();
        }
    }

    @Test
    void eachIsListedWithItsHolderInTimeAndInLittleMemory() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CrowdMain.class.getName(),
                Integer.toString(EACH),
                Integer.toString(FIRST_PORT)));
        crowd.forEach(scene -> command.add(Long.toString(scene.pid())));
        Process table = builder(command).start();
        try (Writer in = table.outputWriter();
                BufferedReader out = table.inputReader(StandardCharsets.UTF_8)) {
            Answer first = look(in, out);
            assertThat(first.opened()).isEqualTo(SOCKETS);
            assertThat(first.listeners()).isEqualTo(SOCKETS);
            assertThat(first.held())
                    .as("held by the right process, and known to be")
                    .isEqualTo(SOCKETS);
            assertThat(first.took()).isLessThan(FIRST_LOOK);
            Duration longest = Duration.ZERO;
            for (int again = 0; again < 5; again++) {
                Answer next = look(in, out);
                assertThat(next.opened() + next.closed()).isZero();
                assertThat(next.held()).isEqualTo(SOCKETS);
                assertThat(next.took()).isLessThan(NEXT_LOOK);
                longest = next.took().compareTo(longest) > 0 ? next.took() : longest;
            }
            assertThat(crowd.getLast().tell("fewer " + FEWER)).isEqualTo("closed");
            Answer fewer = look(in, out);
            assertThat(fewer.closed()).isEqualTo(FEWER);
            assertThat(fewer.held()).isEqualTo(SOCKETS - FEWER);
            long kilobytes = residentAtMost(table);
            assertThat(kilobytes).isLessThan(MOST_KILOBYTES);
            System.err.println(SOCKETS + " sockets: first look " + first.took() + ", the longest of the next " + longest
                    + ", at most " + kilobytes + " KB");
        } finally {
            table.destroyForcibly();
            table.waitFor();
        }
    }

    private static Answer look(Writer in, BufferedReader out) throws IOException {
        in.write('\n');
        in.flush();
        String line = out.readLine();
        assertThat(line).as("it has ended before its time").isNotNull();
        return Answer.of(line);
    }

    @Test
    void theAgentTellsEachAndGoesOn() throws Exception {
        ProcessBuilder builder = builder(List.of("-jar", "target/quarkus-app/quarkus-run.jar", "run"));
        builder.environment().put("PORTLEDGER_AGENT_SERVER", "http://127.0.0.1:1");
        builder.environment()
                .put("PORTLEDGER_AGENT_STATE_DIR", folder.resolve("state").toString());
        builder.environment().put("PORTLEDGER_AGENT_ENGINE_SOCKETS", "none");
        builder.environment().put("PORTLEDGER_AGENT_NAMESPACES", "0");
        Process agent = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> told("\"holders\":{\"are\":\"known\"") >= SOCKETS);
            assertThat(told("\"holders\":{")).isEqualTo(SOCKETS);
            assertThat(crowd.getLast().tell("fewer " + FEWER)).isEqualTo("closed");
            await().atMost(Duration.ofSeconds(30)).until(() -> told("\"netns\":") >= SOCKETS + FEWER);
            assertThat(agent.isAlive()).isTrue();
            long kilobytes = residentAtMost(agent);
            assertThat(kilobytes).isLessThan(MOST_KILOBYTES);
            System.err.println(SOCKETS + " sockets: the agent had at most " + kilobytes + " KB");
        } finally {
            agent.destroy();
            agent.waitFor();
        }
    }

    /** How often a text is in the frames that wait for a server. */
    private int told(String text) throws IOException {
        int times = 0;
        Path outbox = folder.resolve("state").resolve("outbox");
        if (!Files.isDirectory(outbox)) {
            return times;
        }
        try (var files = Files.walk(outbox)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".frames")).toList()) {
                String frames = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (int at = frames.indexOf(text); at >= 0; at = frames.indexOf(text, at + 1)) {
                    times++;
                }
            }
        }
        return times;
    }

    /** The most memory that it ever had, proc_pid_status(5). */
    private static long residentAtMost(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** In the network of the crowd, with the options of the service. */
    private ProcessBuilder builder(List<String> javaArguments) throws IOException {
        List<String> command = new ArrayList<>(inside);
        command.add(ProcessHandle.current().info().command().orElseThrow());
        Files.readAllLines(Path.of("..", "deploy", "deb", "run.options")).stream()
                .filter(line -> line.startsWith("-"))
                .forEach(command::add);
        command.addAll(javaArguments);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }
}
