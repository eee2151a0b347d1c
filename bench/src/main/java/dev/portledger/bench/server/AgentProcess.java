package dev.portledger.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The agent as it runs on a host: the command of the system property {@code agent}, by default the built one with the package's flags. */
final class AgentProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final double TICKS_PER_SECOND = 100; // of all Linux, sysconf(_SC_CLK_TCK)

    private final Process process;
    private final Path log;

    private AgentProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it and waits until it is connected and has told its first table. */
    static AgentProcess start(Path log, Map<String, String> environment) throws IOException {
        String byDefault = Path.of(System.getProperty("java.home"), "bin", "java")
                + " @deploy/deb/run.options --enable-native-access=ALL-UNNAMED -jar agent/target/quarkus-app/quarkus-run.jar";
        String command = System.getProperty("agent", byDefault) + " run";
        ProcessBuilder builder = new ProcessBuilder(List.of(command.split(" ", -1)));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        AgentProcess agent = new AgentProcess(builder.start(), log);
        agent.awaitConnected();
        return agent;
    }

    private void awaitConnected() throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log).contains("connected to ")) {
            if (!process.isAlive() || System.nanoTime() > until) {
                close();
                throw new IOException("the agent did not connect:\n" + Files.readString(log));
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** Seconds on a processor so far, user and system, in steps of 10 ms. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(of("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** Resident memory, MiB: VmRSS. */
    double residentMiB() throws IOException {
        return kibibytes("status", "VmRSS:") / 1024;
    }

    /** Memory of no other process, MiB: Private_Dirty of smaps_rollup. */
    double privateDirtyMiB() throws IOException {
        return kibibytes("smaps_rollup", "Private_Dirty:") / 1024;
    }

    private double kibibytes(String file, String name) throws IOException {
        return Files.readAllLines(of(file)).stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    private Path of(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    @Override
    public void close() {
        Ending.of(process);
    }
}
