package dev.portledger.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.holder.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ProcFsTest {

    @Test
    void knowsAProcessWhileItRuns() throws IOException, InterruptedException {
        Process sleeping = new ProcessBuilder("sleep", "1000").start();
        ProcessIdentity identity = ProcFs.identity(sleeping.pid()).orElseThrow();
        assertThat(ProcFs.alive(identity)).isTrue();

        sleeping.destroyForcibly().waitFor();
        assertThat(ProcFs.alive(identity)).isFalse();
        assertThat(ProcFs.identity(sleeping.pid())).isEmpty();
    }

    @Test
    void doesNotTakeARecycledPidForTheSameProcess() {
        ProcessIdentity self = ProcFs.identity(ProcessHandle.current().pid()).orElseThrow();
        assertThat(ProcFs.alive(new ProcessIdentity(self.bootId(), self.pid(), self.startTicks() - 1)))
                .isFalse();
    }

    @Test
    void tellsWhatRunsWhere() {
        long self = ProcessHandle.current().pid();
        Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
        Path here = Path.of("").toAbsolutePath();
        assertThat(ProcFs.runs(self, java, here)).isTrue();
        assertThat(ProcFs.runs(self, java, here.getRoot())).isFalse();
        assertThat(ProcFs.runs(self, Path.of("/bin/sh"), here)).isFalse();
    }
}
