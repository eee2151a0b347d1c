package dev.portledger.agent.holder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.kernel.CgroupMount;
import dev.portledger.domain.holder.Management;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the forms that linux hosts show, cgroup v2, v1 and both. */
final class CgroupPathTest {

    private static final String ID = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /system.slice/orders.service                                              | orders.service
            /system.slice/system-getty.slice/getty@tty1.service                       | getty@tty1.service
            /system.slice/postgresql.service/main                                     | postgresql.service
            /system.slice/_cgroup.service                                             | cgroup.service
            /../system.slice/orders.service                                           | orders.service
            /user.slice/user-1000.slice/user@1000.service/app.slice/web.service       | web.service of 1000
            /user.slice/user-1000.slice/user@1000.service/init.scope                  | user@1000.service
            /user.slice/user-1000.slice/user@1000.service/app.slice/app-ff-1.scope    | in app-ff-1.scope
            /user.slice/user-1000.slice/session-20.scope                              | in session-20.scope
            /init.scope                                                               | in init.scope
            /machine.slice/machine-web.scope/payload/system.slice/nginx.service       | in machine-web.scope
            /machine.slice/systemd-nspawn@web.service/payload/system.slice/a.service  | systemd-nspawn@web.service
            /                                                                         | unmanaged
            /supervisor/worker                                                        | unmanaged
            /docker/ID                                                                | docker
            /system.slice/docker-ID.scope                                             | docker
            /system.slice/docker-ID.scope/system.slice/nginx.service                  | docker
            /kubepods.slice/kubepods-pod1.slice/cri-containerd-ID.scope               | containerd
            /kubepods/burstable/pod1/ID                                               | containerd
            /kubepods.slice/kubepods-pod1.slice/crio-ID.scope                         | cri-o
            /machine.slice/libpod-ID.scope/container                                  | podman
            /user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope  | podman
            /libpod_parent/libpod-ID                                                  | podman
            /machine.slice/libpod-conmon-ID.scope                                     | podman
            /user.slice/user-1000.slice/user@1000.service/user.slice/libpod-conmon-ID.scope | podman
            /machine.slice/machine-libpod_pod_ID.slice/libpod-ID.scope/container      | podman
            /system.slice/web.service/libpod-payload-ID                               | web.service
            /system.slice/crio-conmon-ID.scope                                        | cri-o
            /system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:ID    | containerd
            /user.slice/user-1000.slice/user@1000.service/user.slice/docker-ID.scope  | docker
            /docker/ID/docker/ID                                                      | docker
            /default/ID                                                               | containerd
            /lxc.payload.c1/system.slice/nginx.service                                | lxc
            """)
    void unified(String path, String expected) {
        Management management = CgroupPath.management("0::" + path.replace("ID", ID) + "\n");
        assertThat(text(management)).isEqualTo(expected);
    }

    @Test
    void hybridHostsMeanTheUnifiedHierarchyFirst() {
        assertThat(CgroupPath.management("1:name=systemd:/init.scope\n0::/system.slice/orders.service\n"))
                .isEqualTo(new Management.Unit("orders.service", Optional.empty()));
        assertThat(CgroupPath.management("9:memory:/x\n1:name=systemd:/system.slice/orders.service\n0::/\n"))
                .isEqualTo(new Management.Unit("orders.service", Optional.empty()));
        assertThat(CgroupPath.management("5:memory:/docker/" + ID + "\n1:name=systemd:/docker/" + ID + "\n0::/\n"))
                .isEqualTo(new Management.Container("docker", ID));
    }

    @Test
    void theUserWhoseEngineMadeItIsTheOneOfTheSlice() {
        assertThat(CgroupPath.userSlice(
                        "0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + ID + ".scope\n"))
                .contains(1000L);
        assertThat(CgroupPath.userSlice("0::/system.slice/docker-" + ID + ".scope\n"))
                .isEmpty();
        assertThat(CgroupPath.userSlice("0::/user.slice/user-99999999999.slice/x\n"))
                .isEmpty();
    }

    @Test
    void saysWhenNothingIsKnown() {
        assertThat(CgroupPath.management("")).isInstanceOf(Management.Unknown.class);
        assertThat(CgroupPath.management("4:memory:/system.slice/a.service\nno line\n"))
                .isInstanceOf(Management.Unknown.class);
    }

    @Test
    void findsTheMountOfHybridAndUnifiedHosts() {
        String hybrid = """
                31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
                40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
                41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:7 - cgroup2 cgroup2 rw
                """;
        assertThat(CgroupMount.find(hybrid)).contains(Path.of("/sys/fs/cgroup/unified"));
        assertThat(CgroupMount.find("41 31 0:38 / /odd\\040place rw - cgroup2 none rw\n"))
                .contains(Path.of("/odd place"));
        assertThat(CgroupMount.find("31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\nshort\n"))
                .isEmpty();
    }

    private static String text(Management management) {
        return switch (management) {
            case Management.Unit unit ->
                unit.name() + unit.ofUser().map(uid -> " of " + uid).orElse("");
            case Management.Container container -> container.runtime();
            case Management.Unmanaged unmanaged ->
                unmanaged.scope().map(scope -> "in " + scope).orElse("unmanaged");
            case Management.Unknown unknown -> unknown.reason();
        };
    }
}
