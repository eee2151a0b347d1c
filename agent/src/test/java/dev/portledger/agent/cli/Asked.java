package dev.portledger.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.cli.AgentProgram.Result;
import dev.portledger.agent.testing.NetworkPlace;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.ShellCommand;
import dev.portledger.domain.bind.Warning;
import dev.portledger.domain.frame.FrameJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Commands in a place, and an agent that runs there. */
final class Asked implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** TIME_WAIT is told in whole jiffies and counted from the look. */
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

    private final AgentProgram program;
    private final AgentProgram agent;
    private final Process running;
    private final Path socket;

    private Asked(AgentProgram program, AgentProgram agent, Process running, Path socket) {
        this.program = program;
        this.agent = agent;
        this.running = running;
        this.socket = socket;
    }

    /**
     * Starts the agent.
     *
     * @param folder for what both write
     */
    static Asked in(NetworkPlace place, Path folder) throws IOException {
        AgentProgram agent = new AgentProgram(Files.createDirectory(folder.resolve("agent")), place.inside());
        Path socket = folder.resolve("agent.sock");
        Process running = agent.start(
                Map.of(
                        "PORTLEDGER_AGENT_SERVER", "http://127.0.0.1:1",
                        "PORTLEDGER_AGENT_SOCKET", socket.toString(),
                        "PORTLEDGER_AGENT_ENGINE_SOCKETS", "none"),
                "run");
        AgentProgram program = new AgentProgram(Files.createDirectory(folder.resolve("command")), place.inside());
        Asked asked = new Asked(program, agent, running, socket);
        Awaitility.await("the agent watches")
                .atMost(PATIENCE)
                .until(() -> agent.err().contains("watching as host") || !running.isAlive());
        assertThat(running.isAlive()).as(agent.err()).isTrue();
        return asked;
    }

    Path socket() {
        return socket;
    }

    /** The command looks for itself. */
    Result alone(String... arguments) throws IOException, InterruptedException {
        return run("none", arguments);
    }

    /** The agent answers. */
    Result agent(String... arguments) throws IOException, InterruptedException {
        return run(socket.toString(), arguments);
    }

    private Result run(String where, String... arguments) throws IOException, InterruptedException {
        Result result = program.run(
                Map.of("PORTLEDGER_AGENT_SOCKET", where, "PORTLEDGER_AGENT_ENGINE_SOCKETS", "none"), arguments);
        assertThat(result.err()).isEmpty();
        return result;
    }

    /** The diagnosis, after it was seen to be the same in words and as JSON, from the agent and without it. */
    Diagnosis why(String... arguments) throws IOException, InterruptedException {
        String[] command = Stream.concat(Stream.of("why"), Stream.of(arguments)).toArray(String[]::new);
        String[] json = Stream.concat(Stream.of(command), Stream.of("--json")).toArray(String[]::new);
        Result words = alone(command);
        Result object = alone(json);
        assertThat(words.status()).isEqualTo(ExitCode.OK);
        assertThat(object.status()).isEqualTo(ExitCode.OK);
        assertThat(withoutTimes(agent(command))).isEqualTo(withoutTimes(words));
        assertThat(withoutTimes(agent(json))).isEqualTo(withoutTimes(object));
        Diagnosis diagnosis = diagnosis(object);
        sameInWords(diagnosis, words);
        return diagnosis;
    }

    /** The words say all that the JSON says. */
    static void sameInWords(Diagnosis diagnosis, Result words) {
        assertThat(words.out().lines().findFirst()).contains(diagnosis.summary());
        String text = withoutTimes(words.out());
        assertThat(text).contains("remedy     " + diagnosis.remedy());
        Stream.of(
                        diagnosis.commands().stream().map(ShellCommand::text),
                        diagnosis.evidence().stream().map(Asked::withoutTimes),
                        diagnosis.warnings().stream().map(Warning::text),
                        diagnosis.unknown().stream())
                .flatMap(sentences -> sentences)
                .forEach(sentence -> assertThat(text).contains(sentence));
    }

    static Diagnosis diagnosis(Result json) throws IOException {
        assertThat(json.out().lines()).as("one line of JSON and nothing else").hasSize(1);
        return FrameJson.mapper().readValue(json.out(), Diagnosis.class);
    }

    private static Result withoutTimes(Result result) {
        return new Result(result.status(), withoutTimes(result.out()), result.err());
    }

    private static String withoutTimes(String text) {
        return TIME.matcher(text).replaceAll("TIME");
    }

    @Override
    public void close() throws IOException {
        running.destroy();
        running.onExit().join();
        assertThat(agent.err()).as("the agent's log").doesNotContain("\tat ");
    }
}
