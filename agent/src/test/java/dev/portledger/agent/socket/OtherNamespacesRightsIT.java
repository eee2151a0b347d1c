package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.OtherUser;
import dev.portledger.agent.testing.SceneProcess;
import dev.portledger.agent.testing.TableMain;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.FrameJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of other network namespaces by agents that may not enter them. */
final class OtherNamespacesRightsIT {

    @TempDir
    private Path folder;

    @BeforeEach
    void needs() {
        Needs.root();
        Needs.program("setpriv");
        Needs.program("unshare");
    }

    private static Facility netns(List<String> command) throws Exception {
        List<String> whole = new ArrayList<>(command);
        whole.add(TableMain.NAMESPACES + 512);
        whole.add("/nonexistent"); // an engine is of no interest
        try (SceneProcess scene = SceneProcess.start(List.of("unshare", "--net"))) {
            scene.tell("open tcp 4 0.0.0.0 46511");
            Process process = new ProcessBuilder(whole)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<String> lines =
                    process.inputReader(StandardCharsets.UTF_8).lines().toList();
            assertThat(process.waitFor()).isZero();
            assertThat(lines).noneMatch(line -> line.contains("\"port\":46511"));
            return facility(lines);
        }
    }

    private static Facility facility(List<String> lines) throws IOException {
        String netns = lines.stream()
                .filter(line -> line.contains("\"name\":\"netns\""))
                .findFirst()
                .orElseThrow();
        return FrameJson.mapper().readValue(netns, Facility.class);
    }

    @Test
    void anOrdinaryUserLacksBothCapabilities() throws Exception {
        Facility netns = netns(OtherUser.java(folder, TableMain.class));
        assertThat(netns.available()).isFalse();
        assertThat(netns.detail())
                .startsWith("only the agent's own network namespace (")
                .endsWith("to enter others the agent lacks CAP_SYS_PTRACE and CAP_SYS_ADMIN");
        assertThat(netns.cost().orElseThrow()).contains("containers");
    }

    @Test
    void rootWithoutOneOfThemIsToldWhich() throws Exception {
        Facility withoutAdmin =
                netns(SceneProcess.java(List.of("setpriv", "--bounding-set=-sys_admin"), TableMain.class));
        assertThat(withoutAdmin.available()).isFalse();
        assertThat(withoutAdmin.detail()).endsWith("the agent lacks CAP_SYS_ADMIN");
        Facility withoutPtrace =
                netns(SceneProcess.java(List.of("setpriv", "--bounding-set=-sys_ptrace"), TableMain.class));
        assertThat(withoutPtrace.detail()).endsWith("the agent lacks CAP_SYS_PTRACE");
    }

    /** In a user namespace every capability is there, and of no use outside: only trying tells. */
    @Test
    void rootOfAUserNamespaceMayNotEnterWhatIsOutside() throws Exception {
        List<String> inside = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "unshare", "-Ur");
        List<String> command = new ArrayList<>(inside);
        List<String> java = OtherUser.java(folder, TableMain.class);
        command.addAll(java.subList(java.indexOf("--clear-groups") + 1, java.size()));
        Needs.that(
                new ProcessBuilder(List.of(
                                        "setpriv",
                                        "--reuid=65534",
                                        "--regid=65534",
                                        "--clear-groups",
                                        "unshare",
                                        "-Ur",
                                        "true"))
                                .start()
                                .waitFor()
                        == 0,
                "user namespaces for everybody");
        Facility netns = netns(command);
        assertThat(netns.available()).isFalse();
        assertThat(netns.detail()).contains("not let this agent see in which network namespace they are");
    }
}
