package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.kernel.CgroupMount;
import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.OtherUser;
import dev.portledger.agent.testing.Refusal;
import dev.portledger.agent.testing.SceneProcess;
import dev.portledger.agent.testing.TableMain;
import dev.portledger.agent.testing.TableProcess;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table on hosts that show little: what cannot be seen is said to be unknown, with the reason, and never made up. */
final class LittleSightIT {

    @TempDir
    private Path folder;

    @BeforeEach
    void needs() {
        Needs.root();
        Needs.program("unshare");
        Needs.program("setpriv");
    }

    private static List<String> inMountsOfItsOwn(String first, List<String> command) {
        List<String> whole = new ArrayList<>(
                List.of("unshare", "-m", "--propagation", "private", "sh", "-c", first + " && exec \"$@\"", "sh"));
        whole.addAll(command);
        return whole;
    }

    private static List<String> then(List<String> before, List<String> command) {
        List<String> whole = new ArrayList<>(before);
        whole.addAll(command);
        return whole;
    }

    /** proc_pid(5): 1 hides what is in the folders of others, 2 the folders, 4 whatever could not be traced. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void withHidepidHoldersOfOthersAreUnknownAndNotNobody(int hidepid) throws Exception {
        List<String> java = OtherUser.java(folder, TableMain.class);
        List<String> scene = new ArrayList<>(java.subList(0, java.indexOf(TableMain.class.getName())));
        try (ServerSocket others = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.86"));
                SceneProcess own = SceneProcess.of(scene)) {
            assertThat(own.tell("open tcp 4 127.0.0.87 0")).isEqualTo("opened");
            TableProcess told =
                    TableProcess.look(inMountsOfItsOwn("mount -t proc -o hidepid=" + hidepid + " proc /proc", java));
            assertThat(told.facility("holders").available()).isFalse();
            assertThat(told.facility("holders").detail()).contains("may not read the descriptors of other users");
            assertThat(told.facility("holders").cost()).isPresent();
            assertThat(told.listener("127.0.0.86").key().endpoint().port()).isEqualTo(others.getLocalPort());
            assertThat(told.listener("127.0.0.86").holders())
                    .isEqualTo(new Holders.Partial(List.of(), HolderGap.NOT_PERMITTED));
            assertThat(told.listener("127.0.0.87").holders()).isInstanceOfSatisfying(Holders.Partial.class, partial -> {
                assertThat(partial.gap()).isEqualTo(HolderGap.NOT_PERMITTED);
                assertThat(pids(partial)).containsExactly((int) own.pid());
            });
        }
    }

    /** As in a container's default filter (EPERM), or on a kernel without it (ENOSYS, and EAFNOSUPPORT for sockets). */
    @ParameterizedTest
    @EnumSource(names = {"EPERM", "ENOSYS"})
    void whereNetlinkIsRefusedListenersAndHoldersAreTheSame(Errno errno) throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.88"))) {
            List<String> refused = Refusal.of(errno, "NETLINK", "OPEN_BY_HANDLE_AT");
            TableProcess told = TableProcess.look(then(refused, SceneProcess.java(List.of(), TableMain.class)));
            assertThat(told.facility("sock_diag").available()).isFalse();
            assertThat(told.facility("sock_diag").detail()).contains("/proc/net", "refused", errno.name());
            assertThat(told.facility("sock_diag").cost()).isPresent();
            assertThat(told.facility("bound_inactive").available()).isFalse();
            assertThat(told.facility("cgroup2").available()).isFalse();
            assertThat(told.listener("127.0.0.88").key().endpoint().port()).isEqualTo(socket.getLocalPort());
            assertThat(told.listener("127.0.0.88").holders()).isInstanceOf(Holders.Known.class);
            assertThat(pids(told.listener("127.0.0.88").holders()))
                    .containsExactly((int) ProcessHandle.current().pid());
        }
    }

    /** A host whose units are in a hierarchy of the first version: no cgroup2 mount, {@code name=systemd} only. */
    @Test
    void withCgroupsOfTheFirstVersionUnitsAreKnown() throws Exception {
        Optional<Path> unified = CgroupMount.find(Files.readString(Path.of("/proc/self/mountinfo")));
        String unit = "/system.slice/portledger-v1-" + ProcessHandle.current().pid() + ".service";
        String mounted = "mount -t cgroup -o none,name=systemd v1 '" + folder + "'";
        String leave =
                unified.map(path -> " && echo $$ >'" + path + "/cgroup.procs'").orElse("");
        String enter =
                mounted + " && mkdir -p '" + folder + unit + "' && echo $$ >'" + folder + unit + "/cgroup.procs'";
        String withoutIt = unified.map(path -> "umount -l '" + path + "'").orElse("true");
        try (SceneProcess scene = SceneProcess.start(inMountsOfItsOwn(enter + leave, List.of()))) {
            assertThat(scene.tell("open tcp 4 127.0.0.89 0")).isEqualTo("opened");
            TableProcess told =
                    TableProcess.look(inMountsOfItsOwn(withoutIt, SceneProcess.java(List.of(), TableMain.class)));
            assertThat(told.facility("cgroup2").available()).isFalse();
            assertThat(told.facility("cgroup2").detail()).contains("no cgroup2 mount");
            assertThat(told.facility("cgroup2").cost()).isPresent();
            Holders holders = told.listener("127.0.0.89").holders();
            assertThat(holders).isInstanceOf(Holders.Known.class);
            assertThat(pids(holders)).containsExactly((int) scene.pid());
            assertThat(holders.list().getFirst().management())
                    .isEqualTo(new Management.Unit(unit.substring(unit.lastIndexOf('/') + 1), Optional.empty()));
        } finally {
            run(inMountsOfItsOwn(
                    mounted + " && rmdir '" + folder + unit + "' && { rmdir '" + folder + "/system.slice' || true; }",
                    List.of("true")));
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static List<Integer> pids(Holders holders) {
        return holders.list().stream()
                .map(Holder::process)
                .map(process -> process.pid())
                .toList();
    }
}
