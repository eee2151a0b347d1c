package dev.portledger.agent.stop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A child process that listens, ended with the test whatever happens. */
record TestingProcess(Process process, int port) implements AutoCloseable {

    static TestingProcess listening(String mode) throws IOException {
        return listening(0, mode);
    }

    static TestingProcess listening(int port, String mode) throws IOException {
        return start(ListeningProgram.class, Integer.toString(port), mode);
    }

    static TestingProcess restarting(int port) throws IOException {
        return start(ListeningProgram.Restarter.class, Integer.toString(port), "plain");
    }

    static TestingProcess start(Class<?> program, String... arguments) throws IOException {
        Process process = builder(program, arguments).start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String port = out.readLine();
        if (port == null) {
            throw new IOException("the program ended before it listened");
        }
        return new TestingProcess(process, Integer.parseInt(port));
    }

    static ProcessBuilder builder(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx16m",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList(); // of a process that has ended nobody knows them
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
