package dev.portledger.agent.bindwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.bindwatch.KernelEvent.Listening;
import dev.portledger.agent.kernel.CgroupMount;
import dev.portledger.agent.kernel.TraceFs;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.testing.EventsMain;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.OtherUser;
import dev.portledger.agent.testing.SceneProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rung is used, where the kernel lets the agent do more or less. */
final class LadderIT {

    private final HostClock clock = HostClock.start();

    @TempDir
    private Path folder;

    @BeforeEach
    void needs() {
        Needs.root();
    }

    private static Process start(List<String> java, EventMode mode) throws IOException {
        List<String> command = new ArrayList<>(java);
        command.add(mode.text());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** What it says first. */
    private static String said(Process process) throws Exception {
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        process.outputWriter().close();
        assertThat(process.waitFor()).isZero();
        return line;
    }

    private EventSource open(EventMode mode) {
        return EventSources.open(mode, clock::at, event -> {});
    }

    @Test
    void rootHasTheChoice() {
        for (EventMode mode : List.of(EventMode.POST, EventMode.EXIT, EventMode.TRACEFS)) {
            try (EventSource source = open(mode)) {
                assertThat(source.mode()).isEqualTo(mode);
                assertThat(source.facility().available()).isTrue();
                assertThat(source.facility().detail()).startsWith(mode.text() + ": ");
                assertThat(source.facility().cost()).isPresent();
            }
        }
        try (EventSource source = open(EventMode.AUTO)) {
            assertThat(source.mode()).isEqualTo(EventMode.POST);
        }
        try (EventSource source = open(EventMode.POLL)) {
            assertThat(source.mode()).isEqualTo(EventMode.POLL);
            assertThat(source.facility().available()).isFalse();
            assertThat(source.facility().detail()).doesNotContain("not possible");
        }
    }

    @Test
    void anotherUserPollsAndIsToldWhy() throws Exception {
        Needs.program("setpriv");
        assertThat(said(start(OtherUser.java(folder, EventsMain.class), EventMode.EXIT)))
                .startsWith("POLL Facility[name=events, available=false")
                .contains("exit is not possible (map pl_events: EPERM")
                .contains("post is not possible")
                .contains("tracefs is not possible")
                .contains("CAP_BPF")
                .contains("failed binds are not seen");
    }

    @Test
    void rootWithoutCapabilitiesPollsAndIsToldWhy() throws Exception {
        Needs.program("setpriv");
        List<String> java = SceneProcess.java(List.of("setpriv", "--bounding-set=-all"), EventsMain.class);
        assertThat(said(start(java, EventMode.AUTO)))
                .startsWith("POLL ")
                .contains("post is not possible (map pl_events: EPERM");
    }

    /** As on a host that only mounts the first version of cgroups. */
    @Test
    void worksWithoutAMountOfCgroup2() throws Exception {
        Needs.program("unshare");
        Optional<Path> mounted = CgroupMount.find(Files.readString(Path.of("/proc/self/mountinfo")));
        if (mounted.isEmpty()) {
            return; // then every other test is this one
        }
        String withoutIt = "umount -l '" + mounted.get() + "' && exec \"$@\"";
        List<String> java = SceneProcess.java(List.of("unshare", "-m", "sh", "-c", withoutIt, "sh"), EventsMain.class);
        assertThat(said(start(java, EventMode.AUTO))).startsWith("POST ");
    }

    @Test
    void traceFsIsCleanedUpAtTheEndAndAtTheNextStart() throws Exception {
        try (TraceFs tracing = TraceFs.open()) {
            Path instance = tracing.path().resolve("instances/portledger-agent");
            Process killed = start(SceneProcess.java(List.of(), EventsMain.class), EventMode.TRACEFS);
            assertThat(killed.inputReader(StandardCharsets.UTF_8).readLine()).startsWith("TRACEFS ");
            assertThat(instance).isDirectory();
            try (EventSource second = open(EventMode.TRACEFS)) {
                assertThat(second.mode())
                        .as("another agent's instance is left alone")
                        .isEqualTo(EventMode.POLL);
            }
            killed.destroyForcibly();
            killed.waitFor();
            assertThat(instance).isDirectory();
            Recorded recorded = new Recorded();
            try (EventSource next = EventSources.open(EventMode.TRACEFS, clock::at, recorded)) {
                assertThat(next.mode()).isEqualTo(EventMode.TRACEFS);
            }
            assertThat(instance).doesNotExist();
            assertThat(recorded.of(Listening.class))
                    .allSatisfy(event -> assertThat(event.socket().cookie()).isEmpty());
        }
    }
}
