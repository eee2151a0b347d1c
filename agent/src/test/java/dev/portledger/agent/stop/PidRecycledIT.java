package dev.portledger.agent.stop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.testing.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pid that comes to mean another process between the plan and the signal, a thousand times in a pid namespace in which the next
 * pid can be chosen (ns_last_pid, pid_namespaces(7)): half before the stop, half while it runs.
 */
final class PidRecycledIT {

    private static final int ROUNDS = 1000;

    @TempDir
    Path folder;

    @Test
    void noOtherProcessEverGetsTheSignal() throws IOException, InterruptedException {
        Needs.root();
        Needs.program("unshare");
        Needs.program("perl");
        List<String> command =
                new ArrayList<>(List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--"));
        command.addAll(TestingProcess.builder(RecyclingProgram.class, Integer.toString(ROUNDS), folder.toString())
                .command());
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile())
                .start();
        List<String> said;
        try {
            said = process.inputReader(StandardCharsets.UTF_8).lines().toList();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String result = said.stream()
                .filter(line -> line.startsWith("recycled "))
                .findFirst()
                .orElse("");
        System.out.println(result);
        assertThat(result).as(String.join("\n", said)).matches("recycled \\d+ signalled \\d+ wrong 0");
        String[] words = result.split(" ", -1);
        assertThat(Integer.parseInt(words[1])).as("recycled").isGreaterThanOrEqualTo(ROUNDS);
    }
}
