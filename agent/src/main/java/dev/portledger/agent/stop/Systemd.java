package dev.portledger.agent.stop;

import dev.portledger.agent.stop.Systemctl.Job;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.UnitFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The service managers of this host: the system's, and those of its users. Names are arguments behind {@code --}. */
final class Systemd {

    private static final Logger LOG = Logger.getLogger(Systemd.class);
    private static final Duration SHOW_WITHIN = Duration.ofSeconds(3);
    private static final String PROPERTIES =
            "--property=Id,ActiveState,Restart,RestartUSec,TimeoutStopUSec,UnitFileState,ControlGroup,Listen,Triggers,"
                    + String.join(",", UnitGraph.PROPERTIES);

    private final List<Path> cgroupRoots =
            List.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/systemd"), Path.of("/sys/fs/cgroup/unified"));

    private final Optional<Systemctl> systemctl;

    private Systemd(Optional<Systemctl> systemctl) {
        this.systemctl = systemctl;
    }

    static Systemd ofThisHost() {
        return new Systemd(Systemctl.ofTheSystem());
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

    /** What systemd says of these units of the system and of those they are related to; units it does not answer for are left out. */
    List<UnitFacts> facts(Collection<String> units) {
        List<String> names = names(units);
        return systemctl.isEmpty() || names.isEmpty()
                ? List.of()
                : new UnitGraph(more -> show(systemctl.get(), more), this::processes, Optional.empty()).facts(names);
    }

    /** The same without a look at the units they are related to. */
    List<UnitFacts> brief(Collection<String> units) {
        List<String> names = names(units);
        return systemctl.isEmpty() || names.isEmpty()
                ? List.of()
                : new UnitGraph(more -> show(systemctl.get(), more), this::processes, Optional.empty()).brief(names);
    }

    /** The same of a user's units, asked at the user's manager. */
    List<UnitFacts> facts(long uid, Collection<String> units) {
        List<String> names = names(units);
        if (systemctl.isEmpty() || names.isEmpty()) {
            return List.of();
        }
        try {
            Systemctl manager = systemctl.get().ofUser(uid);
            return new UnitGraph(more -> show(manager, more), this::processes, Optional.of(uid)).facts(names);
        } catch (IOException e) {
            LOG.debugf("the manager of user %d is not asked: %s", uid, e.getMessage());
            return List.of();
        }
    }

    /** The socket units of the system that are loaded, and what they trigger. */
    List<UnitFacts> sockets() {
        if (systemctl.isEmpty()) {
            return List.of();
        }
        List<String> loaded = show(systemctl.get(), List.of("*.socket")).stream()
                .filter(properties -> !properties.listens().isEmpty())
                .flatMap(properties ->
                        Stream.concat(properties.value("Id").stream(), properties.units("Triggers").stream()))
                .toList();
        return facts(loaded);
    }

    private static List<String> names(Collection<String> units) {
        return units.stream().filter(UnitNames::isName).distinct().toList();
    }

    private static List<UnitProperties> show(Systemctl manager, List<String> units) {
        List<String> arguments = new ArrayList<>(List.of("show", PROPERTIES, "--"));
        arguments.addAll(units);
        try {
            Job job = manager.run(arguments, SHOW_WITHIN, () -> {});
            if (job instanceof Job.Done(String output)) {
                return UnitProperties.parse(output);
            }
            LOG.warnf("systemctl show did not answer: %s", job);
        } catch (IOException e) {
            LOG.warn("systemctl show cannot be run: " + e.getMessage());
        }
        return List.of();
    }

    /** Stops units in one transaction and waits for its jobs, within a time limit. The caller has checked the names. */
    Job stop(List<String> units, Duration timeLimit, Runnable onStarted) throws IOException {
        return stop(manager(), units, timeLimit, onStarted);
    }

    /** Stops a unit at the manager of a user. */
    Job stopOfUser(long uid, String unit, Duration timeLimit, Runnable onStarted) throws IOException {
        return stop(manager().ofUser(uid), List.of(unit), timeLimit, onStarted);
    }

    private Systemctl manager() throws IOException {
        return systemctl.orElseThrow(() -> new IOException("systemd does not run this host"));
    }

    private static Job stop(Systemctl manager, List<String> units, Duration timeLimit, Runnable onStarted)
            throws IOException {
        if (!units.stream().allMatch(UnitNames::isName)) {
            throw new IllegalArgumentException("not the name of a unit");
        }
        List<String> arguments = new ArrayList<>(List.of("--no-ask-password", "stop", "--"));
        arguments.addAll(units);
        return manager.run(arguments, timeLimit, onStarted);
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
}
