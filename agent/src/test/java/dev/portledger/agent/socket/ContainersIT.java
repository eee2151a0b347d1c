package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.netlink.Namespace;
import dev.portledger.agent.testing.ContainerEngine;
import dev.portledger.agent.testing.Needs;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.Listener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ports of containers of real engines, Docker's and Podman's, as an agent on their host sees them. */
final class ContainersIT {

    private static ContainerEngine docker;

    @BeforeAll
    static void start() throws IOException {
        Needs.root();
        Needs.program("dockerd");
        Needs.program("docker");
        docker = ContainerEngine.docker();
    }

    @AfterAll
    static void end() throws IOException {
        if (docker != null) {
            docker.close();
        }
    }

    private static Management container(String runtime, String id, String name, String image) {
        return new Management.Container(runtime, id, Optional.of(name), Optional.of(image));
    }

    private static Holder only(Listener listener) {
        assertThat(listener.holders()).isInstanceOf(Holders.Known.class);
        assertThat(listener.holders().list()).hasSize(1);
        return listener.holders().list().getFirst();
    }

    private static List<String> addresses(List<Listener> listeners) {
        return listeners.stream()
                .map(listener -> listener.key().endpoint().address().text())
                .toList();
    }

    @Test
    void aPublishedPortBelongsToItsContainerInBothFamilies() throws IOException {
        String id = docker.run("orders-db", 8080, "--publish", "18080:8080");
        ContainerEngine.Sight sight = docker.look();
        assertThat(addresses(sight.on(18080))).containsExactly("0.0.0.0", "::");
        assertThat(sight.on(18080)).allSatisfy(listener -> {
            assertThat(only(listener).comm()).isEqualTo("docker-proxy");
            assertThat(only(listener).management())
                    .isEqualTo(container("docker", id, "orders-db", "portledger-test:1"));
        });
    }

    @Test
    void eachOfTwoContainersHasItsOwnPorts() throws IOException {
        String one = docker.run("one", 8080, "--publish", "127.0.0.1:18090:8080");
        String two = docker.run("two", 8080, "--publish", "127.0.0.2:18090:8080", "--publish", "18091:8080/udp");
        ContainerEngine.Sight sight = docker.look();
        assertThat(addresses(sight.on(18090))).containsExactly("127.0.0.1", "127.0.0.2");
        assertThat(sight.on(18090))
                .extracting(listener -> only(listener).management())
                .containsExactly(
                        container("docker", one, "one", "portledger-test:1"),
                        container("docker", two, "two", "portledger-test:1"));
        assertThat(sight.on(18091)).hasSize(2).allMatch(listener -> only(listener)
                .management()
                .equals(container("docker", two, "two", "portledger-test:1")));
    }

    /** On bridge networks of their own the same address and port is two listeners, each in its container's namespace. */
    @Test
    void whatListensInsideOfContainersIsSeenInTheirNetworks() throws IOException {
        docker.command("network", "create", "orders");
        String one = docker.run("inside-one", 8099);
        String two = docker.run("inside-two", 8099, "--network", "orders");
        List<Listener> inside = docker.lookEverywhere().on(8099);
        assertThat(inside)
                .extracting(listener -> only(listener).management())
                .containsExactlyInAnyOrder(
                        container("docker", one, "inside-one", "portledger-test:1"),
                        container("docker", two, "inside-two", "portledger-test:1"));
        assertThat(addresses(inside)).containsExactly("0.0.0.0", "0.0.0.0");
        assertThat(inside).allSatisfy(listener -> assertThat(listener.key().netns())
                .isEqualTo(Namespace.inode(
                        Path.of("/proc/" + only(listener).process().pid() + "/ns/net"))));
        assertThat(inside).extracting(listener -> listener.key().netns()).doesNotHaveDuplicates();
        assertThat(docker.look().on(8099))
                .as("without entering other namespaces")
                .isEmpty();
    }

    /** In the host's own network there is no proxy: the container's process itself listens, in the container's cgroup. */
    @Test
    void withTheHostsNetworkTheContainersOwnProcessIsSeen() throws IOException {
        String id = docker.run("hostnet", 18082, "--network", "host");
        assertThat(docker.look().on(18082)).singleElement().satisfies(listener -> {
            assertThat(only(listener).comm()).isEqualTo("perl");
            assertThat(only(listener).management()).isEqualTo(container("docker", id, "hostnet", "portledger-test:1"));
        });
    }

    @Test
    void anEngineThatHangsLeavesTheContainerUnknownAndNeverItsOwnUnit() throws IOException {
        docker.run("hung", 8080, "--publish", "18083:8080");
        docker.pause();
        try {
            ContainerEngine.Sight sight = docker.lookOnce();
            assertThat(sight.on(18083)).hasSize(2).allSatisfy(listener -> assertThat(
                            only(listener).management())
                    .isInstanceOfSatisfying(Management.Unknown.class, unknown -> assertThat(unknown.reason())
                            .endsWith("it did not answer in time")));
            assertThat(sight.facilities())
                    .filteredOn(facility -> facility.name().equals("engines"))
                    .singleElement()
                    .matches(facility -> !facility.available());
        } finally {
            docker.resume();
        }
    }

    @Test
    void withoutASocketToAskTheContainerIsUnknown() throws IOException {
        docker.run("unasked", 8080, "--publish", "18084:8080");
        assertThat(docker.lookOnce("/nonexistent").on(18084)).hasSize(2).allSatisfy(listener -> assertThat(
                        only(listener).management())
                .isInstanceOfSatisfying(Management.Unknown.class, unknown -> assertThat(unknown.reason())
                        .endsWith("there is no socket of an engine to ask")));
    }

    /** No docker-proxy then: dockerd itself keeps the port, on IPv4 only, and the kernel's DNAT does the rest. */
    @Test
    void withoutTheUserlandProxyTheDaemonListensAndTheContainerIsNamed() throws IOException {
        try (ContainerEngine plain = ContainerEngine.docker("--userland-proxy=false")) {
            String id = plain.run("orders-db", 8080, "--publish", "18080:8080");
            assertThat(plain.look().on(18080)).singleElement().satisfies(listener -> {
                assertThat(listener.key().endpoint().address().text()).isEqualTo("0.0.0.0");
                assertThat(only(listener).comm()).isEqualTo("dockerd");
                assertThat(only(listener).management())
                        .isEqualTo(container("docker", id, "orders-db", "portledger-test:1"));
            });
        }
    }

    /** Podman has conmon keep the port, whose arguments name the container even where nobody answers. */
    @Test
    void podmansContainersAreNamedWithAndWithoutItsService() throws IOException {
        Needs.program("podman");
        try (ContainerEngine podman = ContainerEngine.podman()) {
            String id = podman.run("orders-db", 8080, "--publish", "18080:8080");
            String host = podman.run("hostnet", 18082, "--network", "host");
            ContainerEngine.Sight sight = podman.look();
            assertThat(sight.on(18080)).isNotEmpty().allSatisfy(listener -> {
                assertThat(only(listener).comm()).isEqualTo("conmon");
                assertThat(only(listener).management())
                        .isEqualTo(container("podman", id, "orders-db", "localhost/portledger-test:1"));
            });
            assertThat(sight.on(18082))
                    .singleElement()
                    .extracting(listener -> only(listener).management())
                    .isEqualTo(container("podman", host, "hostnet", "localhost/portledger-test:1"));
            assertThat(podman.lookOnce("/nonexistent").on(18080)).allMatch(listener -> only(listener)
                    .management()
                    .equals(new Management.Container("podman", id, Optional.of("orders-db"), Optional.empty())));
        }
    }
}
