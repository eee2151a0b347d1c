package dev.portledger.bench;

import dev.portledger.bench.server.AgentCost;
import dev.portledger.bench.server.ListenerSearch;
import dev.portledger.bench.server.SnapshotCommit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Starts a benchmark by its name. */
public final class Main {

    private Main() {}

    public static void main(String... args) throws Exception {
        List<String> arguments = Arrays.asList(args);
        List<String> rest = arguments.subList(Math.min(1, args.length), args.length);
        switch (args.length == 0 ? "" : args[0]) {
            case "listen-refresh" -> ListenRefresh.run(rest);
            case "bind-events" -> BindEvents.run(rest);
            case "agent-cost" ->
                inFolder(work -> AgentCost.run(serverJar(), work, number(rest, 0, 10_000), number(rest, 1, 31)));
            case "network-namespaces" -> NetworkNamespaces.run(rest);
            case "listener-search" -> inFolder(work -> ListenerSearch.run(serverJar(), work, number(rest, 0, 40)));
            case "snapshot-commit" ->
                inFolder(work -> SnapshotCommit.run(
                        serverJar(), work, number(rest, 0, 2_000), number(rest, 1, 20), rest.contains("fleet")));
            default -> {
                System.err.println("""
                        usage: listen-refresh [LISTENERS [PROCESSES [PAIRS]]]
                               bind-events [COUNT]
                               agent-cost [CONNECTIONS_A_SECOND [PAIRS]]
                               network-namespaces [COUNT [SECONDS]]
                               listener-search [RUNS]
                               snapshot-commit [LISTENERS [RUNS [fleet]]]""");
                System.exit(2);
            }
        }
    }

    static int number(List<String> arguments, int at, int byDefault) {
        return at < arguments.size() ? Integer.parseInt(arguments.get(at)) : byDefault;
    }

    private static Path serverJar() {
        return Path.of(System.getProperty("server", "server/target/quarkus-app/quarkus-run.jar"));
    }

    /** What needs a folder to work in. */
    @FunctionalInterface
    private interface InFolder {
        void run(Path work) throws Exception;
    }

    private static void inFolder(InFolder benchmark) throws Exception {
        Path work = Files.createTempDirectory("portledger-bench-");
        try {
            benchmark.run(work);
        } finally {
            delete(work);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
