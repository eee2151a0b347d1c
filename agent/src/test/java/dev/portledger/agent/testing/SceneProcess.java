package dev.portledger.agent.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A {@link SceneMain} in a process of its own. */
public final class SceneProcess implements AutoCloseable {

    private final Process process;
    private final Writer in;
    private final BufferedReader out;

    private SceneProcess(Process process) {
        this.process = process;
        in = process.outputWriter(StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    public static SceneProcess start() throws IOException {
        return start(List.of());
    }

    /** @param before a command that runs another one, such as {@code unshare -n} */
    public static SceneProcess start(List<String> before) throws IOException {
        return new SceneProcess(new ProcessBuilder(java(before, SceneMain.class))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** @param java runs a class that is not yet named; as another user, say */
    public static SceneProcess of(List<String> java) throws IOException {
        List<String> command = new ArrayList<>(java);
        command.add(SceneMain.class.getName());
        return new SceneProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The command line that runs a class of the tests in another JVM, with as little effort as can be. */
    public static List<String> java(List<String> before, Class<?> main) {
        List<String> command = new ArrayList<>(before);
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(
                "-Xshare:auto",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        return command;
    }

    public long pid() {
        return process.pid();
    }

    /** Sends commands and returns their answers. */
    public List<String> tell(List<String> commands) throws IOException {
        List<String> answers = new ArrayList<>(commands.size());
        for (int from = 0; from < commands.size(); from += 50) { // less than the pipes hold
            List<String> some = commands.subList(from, Math.min(from + 50, commands.size()));
            in.write(String.join("\n", some) + "\n");
            in.flush();
            for (int i = 0; i < some.size(); i++) {
                String answer = out.readLine();
                if (answer == null) {
                    throw new IOException("the scene's process has ended");
                }
                answers.add(answer);
            }
        }
        return answers;
    }

    public String tell(String command) throws IOException {
        return tell(List.of(command)).getFirst();
    }

    @Override
    public void close() throws IOException {
        in.close();
        process.onExit().join();
    }
}
