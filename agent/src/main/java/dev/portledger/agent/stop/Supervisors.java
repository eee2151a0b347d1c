package dev.portledger.agent.stop;

import dev.portledger.agent.holder.ProcessGlance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Programs that start again what they have started, known by the name that runs, or for those in an interpreter by their arguments. */
final class Supervisors {

    private static final Map<String, String> BY_COMM = Map.ofEntries(
            Map.entry("supervisord", "supervisord"),
            Map.entry("runsv", "runit"),
            Map.entry("s6-supervise", "s6"),
            Map.entry("supervise", "daemontools"),
            Map.entry("monit", "monit"),
            Map.entry("circusd", "circus"),
            Map.entry("god", "god"),
            Map.entry("perpd", "perp"),
            Map.entry("nodemon", "nodemon"),
            Map.entry("overmind", "overmind"),
            Map.entry("hivemind", "hivemind"),
            Map.entry("foreman", "foreman"),
            Map.entry("honcho", "honcho"));

    /** What an interpreter runs. pm2 calls its daemon "PM2 v5.3.0: God Daemon". */
    private static final Map<String, String> BY_ARGUMENTS = Map.of(
            "/supervisord", "supervisord",
            "God Daemon", "pm2",
            "/circusd", "circus",
            "/nodemon", "nodemon",
            "/foreman", "foreman",
            "/honcho", "honcho");

    private static final int MOST_BYTES = 4096;

    private Supervisors() {}

    static Optional<String> named(ProcessGlance process) {
        Optional<String> byComm = Optional.ofNullable(BY_COMM.get(process.comm()))
                .or(() -> process.comm().startsWith("PM2 v") ? Optional.of("pm2") : Optional.empty());
        return byComm.or(() -> {
            String arguments = arguments(process.pid());
            return BY_ARGUMENTS.entrySet().stream()
                    .filter(entry -> arguments.contains(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .sorted()
                    .findFirst();
        });
    }

    private static String arguments(int pid) {
        try (var in = Files.newInputStream(Path.of("/proc", Integer.toString(pid), "cmdline"))) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }
}
