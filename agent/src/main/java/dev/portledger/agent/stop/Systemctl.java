package dev.portledger.agent.stop;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * {@code systemctl} at one manager, the system's or a user's. Its arguments are given as a list, never as a command line, and it
 * inherits nothing of the agent's environment.
 *
 * <p>A user's manager is reached as that user: systemctl and the manager each check that the other is of their own uid
 * (bus_check_peercred in systemd's bus-util.c), so that root is turned away at the manager's private socket. setpriv(1) becomes
 * the user without a session, without a shell, and with no capability left.
 *
 * @param command systemctl, with what comes before it
 */
record Systemctl(List<String> command, Map<String, String> environment) {

    /** How a call ended. */
    sealed interface Job {
        record Done(String output) implements Job {}

        record Failed(int exitCode, String message) implements Job {}

        /** systemd goes on with it. */
        record TimedOut() implements Job {}
    }

    private static final Logger LOG = Logger.getLogger(Systemctl.class);
    private static final int MAX_OUTPUT = 256 << 10;
    private static final int MAX_MESSAGE = 300;
    private static final String PATH = "/usr/bin:/bin";

    Systemctl {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** At the system's manager; empty where systemd does not run the host (sd_booted(3)). */
    static Optional<Systemctl> ofTheSystem() {
        boolean runs = Files.isDirectory(Path.of("/run/systemd/system"));
        return executable("systemctl")
                .filter(file -> runs)
                .map(file -> new Systemctl(List.of(file.toString()), plain()));
    }

    /**
     * At the manager of a user, if there is one.
     *
     * @throws IOException when it cannot be reached, and why
     */
    Systemctl ofUser(long uid) throws IOException {
        Path runtime = Path.of("/run/user/" + uid);
        long group = owner(runtime, uid);
        Path setpriv = executable("setpriv").orElseThrow(() -> new IOException("setpriv(1) is not installed"));
        List<String> as = new ArrayList<>(List.of(
                setpriv.toString(),
                "--reuid=" + uid,
                "--regid=" + group,
                "--clear-groups",
                "--inh-caps=-all",
                "--no-new-privs",
                "--"));
        as.addAll(command);
        as.add("--user");
        Map<String, String> of = new java.util.HashMap<>(environment);
        of.put("XDG_RUNTIME_DIR", runtime.toString());
        return new Systemctl(as, of);
    }

    /** The group of the user's runtime folder, which logind makes for the user; nobody else's folder will do. */
    private static long owner(Path runtime, long uid) throws IOException {
        Map<String, Object> attributes;
        try {
            attributes = Files.readAttributes(runtime, "unix:uid,gid");
        } catch (IOException e) {
            throw new IOException(runtime + " cannot be read: " + e.getMessage(), e);
        }
        if (!(attributes.get("uid") instanceof Integer owner)
                || !(attributes.get("gid") instanceof Integer group)
                || Integer.toUnsignedLong(owner) != uid) {
            throw new IOException(runtime + " does not belong to user " + uid);
        }
        return Integer.toUnsignedLong(group);
    }

    private static Map<String, String> plain() {
        return Map.of("LC_ALL", "C.UTF-8", "PATH", PATH);
    }

    private static Optional<Path> executable(String name) {
        return Stream.of(PATH.split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs it and waits for its end, or for so long. What it prints on both streams is its output. */
    Job run(List<String> arguments, Duration atMost, Runnable onStarted) throws IOException {
        List<String> all = new ArrayList<>(command);
        all.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        onStarted.run();
        return new Running(process).await(atMost);
    }

    /** A systemctl that runs; its output is read by a thread of its own, since it may wait for somebody who reads. */
    private static final class Running {

        private final Process process;
        private final Thread reader;
        private volatile String output = "";

        Running(Process process) {
            this.process = process;
            reader = Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (InputStream in = process.getInputStream()) {
                output = new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
            } catch (IOException e) {
                LOG.debug("systemctl's output ended early", e);
            }
        }

        Job await(Duration atMost) throws InterruptedIOException {
            try {
                if (!process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                    process.destroyForcibly();
                    return new Job.TimedOut();
                }
                reader.join(Duration.ofSeconds(1));
                String said = output.strip();
                return process.exitValue() == 0
                        ? new Job.Done(output)
                        : new Job.Failed(process.exitValue(), said.substring(0, Math.min(said.length(), MAX_MESSAGE)));
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }
}
