package dev.portledger.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.KernelException;
import dev.portledger.domain.stop.Signal;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real process. */
final class PidFdTest {

    private Process sleeper;

    @BeforeEach
    void start() throws IOException {
        sleeper = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void end() {
        sleeper.destroyForcibly();
    }

    @Test
    void endsTheProcessAndSeesItEnd() throws Exception {
        try (PidFd process = PidFd.open((int) sleeper.pid())) {
            assertThat(process.awaitExit(Duration.ofMillis(1))).isFalse();
            process.send(Signal.SIGTERM);
            assertThat(process.awaitExit(Duration.ofSeconds(10))).isTrue();
            assertThat(sleeper.waitFor()).isEqualTo(128 + Signal.SIGTERM.number());
            assertThat(process.awaitExit(Duration.ZERO)).as("stays ended").isTrue();
            assertThatThrownBy(() -> process.send(Signal.SIGKILL))
                    .isInstanceOfSatisfying(KernelException.class, e -> assertThat(e.is(Errno.ESRCH))
                            .isTrue());
        }
    }

    @Test
    void thereIsNoDescriptorOfNoProcess() throws Exception {
        sleeper.destroyForcibly().waitFor();
        assertThatThrownBy(() -> PidFd.open((int) sleeper.pid()).close())
                .isInstanceOf(KernelException.class)
                .hasMessage("pidfd_open: ESRCH, no such process");
    }

    @Test
    void isOfNoUseOnceClosed() throws Exception {
        PidFd process = PidFd.open((int) sleeper.pid());
        process.close();
        process.close();
        assertThatThrownBy(() -> process.send(Signal.SIGTERM)).isInstanceOf(KernelException.class);
        assertThat(sleeper.isAlive()).isTrue();
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        try (PidFd process = PidFd.open((int) sleeper.pid())) {
            Thread.currentThread().interrupt();
            assertThat(process.awaitExit(Duration.ofMinutes(5))).isFalse();
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
