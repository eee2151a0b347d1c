package dev.portledger.agent.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The agent as it is installed: the built jar, in a process of its own. */
final class AgentProgram {

    static final Path FOLDER = Path.of("target", "quarkus-app");
    static final Path JAR = FOLDER.resolve("quarkus-run.jar");

    private final Path folder;
    private Path jar = JAR;

    private final List<String> before;

    /** @param folder for what it writes */
    AgentProgram(Path folder) {
        this(folder, List.of());
    }

    /** @param before a command that runs another one */
    AgentProgram(Path folder, List<String> before) {
        this.folder = folder;
        this.before = before;
    }

    /** The same from a copy. */
    AgentProgram from(Path copy) {
        jar = copy;
        return this;
    }

    /** How a run ended. */
    record Result(int status, String out, String err) {}

    Result run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        Process process = start(environment, arguments);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(List.of(arguments) + " does not end; it said: " + err());
        }
        return new Result(process.exitValue(), Files.readString(folder.resolve("out")), err());
    }

    Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-jar",
                jar.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PORTLEDGER_"));
        builder.environment()
                .put("PORTLEDGER_AGENT_STATE_DIR", folder.resolve("state").toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What the last run has said so far on standard error. */
    String err() throws IOException {
        return Files.readString(folder.resolve("err"), StandardCharsets.UTF_8);
    }
}
