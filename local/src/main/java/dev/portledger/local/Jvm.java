package dev.portledger.local;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Command lines of our own Java programs, run by the same Java as we are. */
record Jvm(Path home) {

    /** Those of {@code deploy/deb/run.options}; the figures behind them are in {@code docs/benchmarks.md}. */
    private static final List<String> AGENT = List.of(
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xms8m",
            "-Xmn3m",
            "-Xss256k",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:ReservedCodeCacheSize=16m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",
            "-XX:-ShrinkHeapInSteps",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0",
            "-XX:TrimNativeHeapInterval=5000",
            "--enable-native-access=ALL-UNNAMED");

    private static final List<String> SERVER = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    List<String> server() {
        return java(SERVER, "server", List.of());
    }

    List<String> agent(String... arguments) {
        return java(AGENT, "agent", List.of(arguments));
    }

    private List<String> java(List<String> flags, String module, List<String> arguments) {
        Path jar = home.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        return Stream.of(
                        List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        flags,
                        List.of("-jar", jar.toString()),
                        arguments)
                .flatMap(List::stream)
                .toList();
    }
}
