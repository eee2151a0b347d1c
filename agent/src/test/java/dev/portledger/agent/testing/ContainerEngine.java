package dev.portledger.agent.testing;

import static org.awaitility.Awaitility.await;

import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.socket.Listener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real container engine of a test's own: its folders are temporary, and it runs in a network namespace of its own, so that its
 * bridge and firewall rules are gone with it. Its one image is empty but for links into {@code /usr}, which containers mount from
 * this machine; so nothing is downloaded.
 */
public final class ContainerEngine implements AutoCloseable {

    private static final String IMAGE = "portledger-test:1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LISTEN =
            "$s = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 5) or die $!; sleep 600";

    private final Path folder;
    private final Path socket;
    private final Process engine;
    private final List<String> client;

    /** What an agent sees that looks in the engine's namespace. */
    public record Sight(List<Facility> facilities, List<Listener> listeners) {

        /** On this port, ordered by address. */
        public List<Listener> on(int port) {
            return listeners.stream()
                    .filter(listener -> listener.key().endpoint().port() == port)
                    .sorted((one, other) -> one.key()
                            .endpoint()
                            .address()
                            .compareTo(other.key().endpoint().address()))
                    .toList();
        }
    }

    private ContainerEngine(Path folder, Path socket, List<String> client, List<String> server) throws IOException {
        this.folder = folder;
        this.socket = socket;
        this.client = client;
        List<String> command =
                new ArrayList<>(List.of("unshare", "--net", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
        command.addAll(server);
        engine = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    /**
     * Docker's daemon.
     *
     * @param options more of dockerd(8)
     */
    public static ContainerEngine docker(String... options) throws IOException {
        Path folder = folder();
        Path socket = folder.resolve("docker.sock");
        List<String> server = new ArrayList<>(List.of("dockerd", "--host", "unix://" + socket));
        server.addAll(List.of("--data-root", folder.resolve("data").toString()));
        server.addAll(List.of("--exec-root", folder.resolve("exec").toString()));
        server.addAll(List.of("--pidfile", folder.resolve("pid").toString()));
        server.addAll(List.of(options));
        return new ContainerEngine(folder, socket, List.of("docker", "--host", "unix://" + socket), server).ready();
    }

    /** Podman's service, which containers do not need to go on; commands reach it by the same socket as the agent. */
    public static ContainerEngine podman() throws IOException {
        Path folder = folder();
        Path socket = folder.resolve("podman.sock");
        List<String> server = new ArrayList<>(List.of("podman", "--cgroup-manager=cgroupfs", "--events-backend=file"));
        server.addAll(List.of("--root", folder.resolve("data").toString()));
        server.addAll(List.of("--runroot", folder.resolve("run").toString()));
        server.addAll(List.of("--tmpdir", folder.resolve("tmp").toString()));
        server.addAll(List.of("system", "service", "--time=0", "unix://" + socket));
        return new ContainerEngine(folder, socket, List.of("podman", "--url", "unix://" + socket), server).ready();
    }

    /** Not below the build's folder: that may be on an overlay, on which engines can't put another one. */
    private static Path folder() throws IOException {
        return Files.createTempDirectory(Path.of("/var/tmp"), "portledger-engine");
    }

    private ContainerEngine ready() throws IOException {
        try {
            await("the engine answers").atMost(PATIENCE).until(() -> {
                if (!engine.isAlive()) {
                    throw new IllegalStateException(Files.readString(folder.resolve("log")));
                }
                return Files.exists(socket) && status("version") == 0;
            });
            Path root = Files.createDirectories(folder.resolve("root"));
            Files.createDirectory(root.resolve("usr"));
            for (String link : List.of("bin", "sbin", "lib", "lib64")) {
                Files.createSymbolicLink(root.resolve(link), Path.of("usr", link));
            }
            Path tar = folder.resolve("root.tar");
            output(List.of("tar", "-C", root.toString(), "-cf", tar.toString(), "."));
            command("import", tar.toString(), IMAGE);
            return this;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts a container with a process that listens on a port, and waits until it does.
     *
     * @return its id
     */
    public String run(String name, int port, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("run", "--detach", "--name", name, "--volume", "/usr:/usr:ro"));
        // Podman's own defaults are beyond what a machine with fewer rights may set
        command.addAll(List.of("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"));
        // a first process without a handler ignores SIGTERM, and Podman would wait ten seconds
        command.addAll(List.of("--stop-signal", "KILL"));
        command.addAll(List.of(options));
        command.addAll(List.of(IMAGE, "perl", "-MIO::Socket::INET", "-e", LISTEN, Integer.toString(port)));
        String id = command(command.toArray(String[]::new)).strip();
        await("the container listens").atMost(PATIENCE).until(() -> command("inspect", "-f", "{{.State.Pid}}", id)
                .strip()
                .transform(pid -> listens(pid, port)));
        return id;
    }

    /** Whether something listens on the port, in the network namespace of that process. */
    private static boolean listens(String pid, int port) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", pid, "net/tcp"))) {
            String local = String.format(Locale.ROOT, ":%04X", port);
            return lines.map(line -> line.strip().split("\\s+"))
                    .anyMatch(fields -> fields[1].endsWith(local) && fields[3].equals("0A"));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * One command of the engine's client.
     *
     * @return its standard output
     */
    public String command(String... arguments) throws IOException {
        return output(Stream.concat(client.stream(), Stream.of(arguments)).toList());
    }

    private int status(String... arguments) throws IOException {
        Process process = new ProcessBuilder(
                        Stream.concat(client.stream(), Stream.of(arguments)).toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return waitFor(process);
    }

    private static String output(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (waitFor(process) != 0) {
            throw new IOException(command + ": " + text);
        }
        return text.lines().reduce("", (all, line) -> line);
    }

    private static int waitFor(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The command before another one that is to run in the engine's network namespace. */
    public List<String> inside() {
        return List.of("nsenter", "--net=/proc/" + engine.pid() + "/ns/net", "--");
    }

    /** Where it answers. */
    public Path socket() {
        return socket;
    }

    /** Stops the engine in its tracks, as when it hangs: it accepts connections and says nothing. */
    public void pause() throws IOException {
        output(List.of("kill", "-STOP", Long.toString(engine.pid())));
    }

    public void resume() throws IOException {
        output(List.of("kill", "-CONT", Long.toString(engine.pid())));
    }

    /** The agent's sight from within the engine's network namespace, once the engine has answered it. */
    public Sight look() {
        return await("the engine answers the agent")
                .atMost(PATIENCE)
                .until(() -> lookOnce(socket.toString()), ContainerEngine::isAnswered);
    }

    private static boolean isAnswered(Sight sight) {
        return sight.facilities().stream()
                .anyMatch(facility -> facility.name().equals("engines") && facility.available());
    }

    /** While the engine may be silent. */
    public Sight lookOnce() throws IOException {
        return lookOnce(socket.toString());
    }

    /**
     * By a process of its own.
     *
     * @param engineSocket the socket that the agent asks
     */
    public Sight lookOnce(String engineSocket) throws IOException {
        return lookOnce(0, engineSocket);
    }

    /** Once the engine has answered, and into the network namespaces of containers as well. */
    public Sight lookEverywhere() {
        return await("the engine answers the agent")
                .atMost(PATIENCE)
                .until(() -> lookOnce(512, socket.toString()), ContainerEngine::isAnswered);
    }

    private Sight lookOnce(int namespaces, String engineSocket) throws IOException {
        List<String> command =
                SceneProcess.java(List.of("nsenter", "--net=/proc/" + engine.pid() + "/ns/net"), TableMain.class);
        command.add(TableMain.NAMESPACES + namespaces);
        command.add(engineSocket);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Facility> facilities = new ArrayList<>();
        List<Listener> listeners = new ArrayList<>();
        for (String line : process.inputReader(StandardCharsets.UTF_8).lines().toList()) {
            if (line.startsWith("{\"name\"")) {
                facilities.add(FrameJson.mapper().readValue(line, Facility.class));
            } else {
                listeners.add(FrameJson.mapper().readValue(line, Listener.class));
            }
        }
        if (waitFor(process) != 0) {
            throw new IOException("the agent could not look");
        }
        return new Sight(facilities, listeners);
    }

    @Override
    public void close() throws IOException {
        try {
            if (engine.isAlive()) {
                resume();
                for (String id : output(shell("\"$@\" ps -aq | tr '\\n' ' '")).split(" ", -1)) {
                    if (!id.isEmpty()) {
                        status("rm", "--force", id);
                    }
                }
            }
        } finally {
            end();
        }
    }

    private List<String> shell(String script) {
        return Stream.concat(Stream.of("sh", "-c", script, "sh"), client.stream())
                .toList();
    }

    private void end() throws IOException {
        engine.destroy();
        try {
            if (!engine.waitFor(30, TimeUnit.SECONDS)) {
                engine.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // conmon has Podman clean up after a container, which mounts its folder once more
        await("what the engine has started has ended").atMost(PATIENCE).until(() -> ProcessHandle.allProcesses()
                .noneMatch(this::isOurs));
        // what an engine leaves mounted when it has ended
        output(List.of(
                "sh",
                "-c",
                "grep -o \" $0/[^ ]*\" /proc/self/mounts | sort -r | xargs -r umount -l",
                folder.toString()));
        output(List.of("rm", "-rf", "--one-file-system", folder.toString()));
    }

    private boolean isOurs(ProcessHandle process) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains(folder.toString()))
                .isPresent();
    }
}
