package dev.portledger.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.local.terminal.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes: shells that end, do not end, or end too early. */
final class SupervisedTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Progress progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8));

    @TempDir
    private Path folder;

    private @Nullable Supervised supervised;

    @AfterEach
    void end() throws InterruptedException {
        if (supervised != null) {
            supervised.end();
        }
    }

    @Test
    void startsAgainWhatIsKilledAndSaysItsLastLines() {
        Supervised part = supervise("echo hello from $$; exec sleep 1000", Duration.ofSeconds(5));
        await().until(() -> said(part, "hello from"));
        ProcessIdentity first = part.identity().orElseThrow();

        ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();

        await().until(() -> part.identity().filter(now -> !now.equals(first)).isPresent());
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("ended unexpectedly: killed by signal 9", "| hello from " + first.pid());
        assertThat(part.deaths()).isEqualTo(1);
    }

    @Test
    void countsDeathsWithTheirStatus() {
        Supervised part = supervise("exit 3", Duration.ofSeconds(5));
        await().until(() -> part.deaths() >= 2);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("exit status 3; starting it again in 1 s", "exit status 3; starting it again in 2 s");
    }

    @Test
    void endsOnRequestAndStaysDown() throws InterruptedException {
        Supervised part = supervise("exec sleep 1000", Duration.ofSeconds(5));
        await().until(() -> part.identity().isPresent());
        ProcessIdentity process = part.identity().orElseThrow();

        assertThat(part.end()).isTrue();

        assertThat(ProcFs.alive(process)).isFalse();
        assertThat(part.deaths()).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void killsWhatDoesNotEndInTime() throws InterruptedException {
        Supervised part = supervise("trap '' TERM; echo deaf; while :; do sleep 1; done", Duration.ofMillis(200));
        await().until(() -> part.identity().isPresent() && said(part, "deaf"));

        assertThat(part.end()).isFalse();
        assertThat(part.identity().filter(ProcFs::alive)).isEmpty();
    }

    @Test
    void keepsPartsOutOfTheTerminalsReach() {
        Supervised part = supervise("exec sleep 1000", Duration.ofSeconds(5));
        await().until(() -> part.identity().isPresent());
        long pid = part.identity().orElseThrow().pid();
        await().untilAsserted(() -> assertThat(ProcFs.stat(pid))
                .hasValueSatisfying(fields ->
                        // field 6: a session of its own, so that Ctrl-C does not get there
                        assertThat(fields.get(6 - 3)).isEqualTo(Long.toString(pid))));
    }

    private boolean said(Supervised part, String text) {
        return part.lastLines().stream().anyMatch(line -> line.contains(text));
    }

    private Supervised supervise(String script, Duration patience) {
        Part part = new Part() {
            @Override
            public String name() {
                return "script";
            }

            @Override
            public Launch launch() {
                return new Launch(List.of("sh", "-c", script), Map.of(), folder.resolve("log"), "TERM");
            }

            @Override
            public Duration patience() {
                return patience;
            }
        };
        supervised = new Supervised(part, new Spawner(), progress, () -> {});
        supervised.start();
        return supervised;
    }
}
