package dev.portledger.agent.stop;

import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.UnitFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The system's service manager, by {@code systemctl}; names are arguments behind {@code --}, never part of a command line. */
final class Systemd {

    /** How a stop job ended. */
    sealed interface Job {
        record Done() implements Job {}

        record Failed(int exitCode, String message) implements Job {}

        /** systemd goes on with it. */
        record TimedOut() implements Job {}
    }

    private static final Logger LOG = Logger.getLogger(Systemd.class);
    private static final Duration SHOW_WITHIN = Duration.ofSeconds(3);
    private static final int MAX_OUTPUT = 64 << 10;
    private static final int MAX_MESSAGE = 300;

    /** systemd.unit(5): what a unit's name may look like. */
    private static final Pattern UNIT = Pattern.compile(
            "[A-Za-z0-9_.:\\\\@][A-Za-z0-9_.:\\\\@-]{0,240}\\.(service|socket|scope|slice|mount|target)");

    private final List<Path> cgroupRoots =
            List.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/systemd"), Path.of("/sys/fs/cgroup/unified"));

    private final Optional<Path> systemctl;

    private Systemd(Optional<Path> systemctl) {
        this.systemctl = systemctl;
    }

    static Systemd ofThisHost() {
        boolean runs = Files.isDirectory(Path.of("/run/systemd/system")); // sd_booted(3)
        return new Systemd(Stream.of("/usr/bin/systemctl", "/bin/systemctl")
                .map(Path::of)
                .filter(file -> runs && Files.isExecutable(file))
                .findFirst());
    }

    boolean isThere() {
        return systemctl.isPresent();
    }

    Facility facility() {
        return isThere()
                ? new Facility("systemd", true, "units are stopped by systemctl", Optional.empty())
                : new Facility(
                        "systemd",
                        false,
                        "systemd does not run this host",
                        Optional.of("processes can only be stopped one by one, by signal"));
    }

    static boolean isUnitName(String name) {
        return UNIT.matcher(name).matches();
    }

    /** What systemd says of these units; units it does not answer for are left out. */
    List<UnitFacts> facts(Collection<String> units) {
        List<String> names =
                units.stream().filter(Systemd::isUnitName).distinct().toList();
        if (systemctl.isEmpty() || names.isEmpty()) {
            return List.of();
        }
        List<String> arguments =
                new ArrayList<>(List.of("show", "--property=Id,ActiveState,Restart,TriggeredBy,ControlGroup", "--"));
        arguments.addAll(names);
        try {
            Running show = start(arguments);
            Job job = show.await(SHOW_WITHIN);
            if (job instanceof Job.Done) {
                return UnitProperties.parse(show.output()).stream()
                        .map(properties -> properties.facts(this::processes))
                        .flatMap(Optional::stream)
                        .toList();
            }
            LOG.warnf("systemctl show did not answer: %s", job);
        } catch (IOException e) {
            LOG.warn("systemctl show cannot be run: " + e.getMessage());
        }
        return List.of();
    }

    /** Stops a unit and waits for the job, within a time limit. The caller has checked the name. */
    Job stop(String unit, Duration timeLimit, Runnable onStarted) throws IOException {
        if (!isUnitName(unit)) {
            throw new IllegalArgumentException("not the name of a unit");
        }
        Running stop = start(List.of("--no-ask-password", "stop", "--", unit));
        onStarted.run();
        return stop.await(timeLimit);
    }

    private Running start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(systemctl
                .orElseThrow(() -> new IOException("systemd does not run this host"))
                .toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("PATH", "/usr/bin:/bin");
        Process process = builder.start();
        process.getOutputStream().close();
        return new Running(process);
    }

    /** Pids of a unit's cgroup and of those below it. */
    private List<Integer> processes(String controlGroup) {
        for (Path root : cgroupRoots) {
            Path group = root.resolve(controlGroup.replaceFirst("^/+", "")).normalize();
            if (group.startsWith(root) && Files.isRegularFile(group.resolve("cgroup.procs"))) {
                try (Stream<Path> below = Files.walk(group)) {
                    return below.filter(file -> file.endsWith("cgroup.procs"))
                            .flatMap(Systemd::lines)
                            .map(Integer::parseInt)
                            .sorted()
                            .toList();
                } catch (IOException | UncheckedIOException e) {
                    LOG.debug("a cgroup went away while it was read", e);
                }
            }
        }
        return List.of();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
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

        String output() {
            return output;
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
                        ? new Job.Done()
                        : new Job.Failed(process.exitValue(), said.substring(0, Math.min(said.length(), MAX_MESSAGE)));
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }
}
