package dev.portledger.agent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A network namespace of a test's own with loopback, held by a process; programs are run in it. Needs root, unshare, ip and python3. */
public final class NetworkPlace implements AutoCloseable {

    /** What the scripts of {@link #python} may use. */
    private static final String PRELUDE = """
            import os, signal, socket, sys
            ADDR, PORT = socket.SO_REUSEADDR, socket.SO_REUSEPORT
            def bound(address, port, *flags, kind=socket.SOCK_STREAM, v6only=None):
                s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind)
                for flag in flags:
                    s.setsockopt(socket.SOL_SOCKET, flag, 1)
                if v6only is not None:
                    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
                s.bind((address, port))
                return s
            def listening(address, port, *flags, v6only=None):
                s = bound(address, port, *flags, v6only=v6only)
                s.listen()
                return s
            def say(word):
                print(word, flush=True)
            """;

    /** Rather the system's own: one in somebody's home is not for other users. */
    private static final String PYTHON =
            Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";

    private final Process holder;
    private final List<Process> scenes = new ArrayList<>();

    private NetworkPlace(Process holder) {
        this.holder = holder;
    }

    public static NetworkPlace open() throws IOException {
        Needs.root();
        Stream.of("unshare", "nsenter", "ip", "python3").forEach(Needs::program);
        Process holder = new ProcessBuilder("unshare", "--net", "sh", "-c", "ip link set lo up && echo up && exec cat")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(holder.inputReader().readLine()).isEqualTo("up");
        return new NetworkPlace(holder);
    }

    /** The command before another one that is to run here. */
    public List<String> inside() {
        return List.of("nsenter", "--net=/proc/" + holder.pid() + "/ns/net", "--");
    }

    /** Runs a command to its end. */
    public void run(String... command) throws IOException {
        Process process = new ProcessBuilder(
                        Stream.concat(inside().stream(), Stream.of(command)).toList())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue())
                .as("%s: %s", List.of(command), output)
                .isZero();
    }

    /** A process of a script, which has said what is asked for and then waits for the end of its input. */
    public Process python(String said, String script, String... arguments) throws IOException {
        return python(List.of(), said, script, arguments);
    }

    /** @param before a command that runs another one, such as {@code setpriv} */
    public Process python(List<String> before, String said, String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(inside());
        command.addAll(before);
        command.addAll(List.of(PYTHON, "-c", PRELUDE + script + "\nsys.stdin.read()"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        scenes.add(process);
        assertThat(process.inputReader().readLine()).isEqualTo(said);
        return process;
    }

    /** Ends the processes of the scripts. */
    public void clear() throws IOException {
        for (Process scene : scenes) {
            scene.getOutputStream().close();
            end(scene);
        }
        scenes.clear();
    }

    private static void end(Process process) throws IOException {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("a process of the scene does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        clear();
        holder.getOutputStream().close();
        end(holder);
    }
}
