package dev.portledger.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portledger.agent.testing.Mutants;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.Protocol;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** On answers of Docker 20.10 and Podman 4.3, and on what is none. */
final class ContainerListTest {

    private static final String ID = "ffc935cce68fe47e27189b5b13d1ff85bc3c44062528b987965b9979ae498f0f";

    private static final String DOCKER = """
            [{"Id":"ID","Names":["/orders-db","/web/db"],"Image":"base:1","ImageID":"sha256:3aa7","Command":"perl -e 'sleep'",
            "Created":1795647066,"Ports":[{"IP":"0.0.0.0","PrivatePort":8080,"PublicPort":18080,"Type":"tcp"},
            {"IP":"::","PrivatePort":8080,"PublicPort":18080,"Type":"tcp"},{"PrivatePort":9090,"Type":"tcp"},
            {"IP":"127.0.0.1","PrivatePort":53,"PublicPort":5353,"Type":"udp"},
            {"IP":"0.0.0.0","PrivatePort":7,"PublicPort":7,"Type":"sctp"}],
            "Labels":{"a":"b"},"State":"running","Status":"Up","HostConfig":{"NetworkMode":"default"},
            "NetworkSettings":{"Networks":{"bridge":{"IPAMConfig":null,"IPAddress":"172.17.0.2"}}},"Mounts":[]}]
            """.replace("ID", ID);

    private static final String PODMAN = """
            [{"Id":"ID","Names":["/orders-db"],"Image":"localhost/base:1","Ports":[{"PrivatePort":8080,"PublicPort":18080,"Type":"tcp"}],
            "State":"running","Config":null,"Platform":null}]
            """.replace("ID", ID);

    private static List<Container> read(String text) throws IOException {
        return ContainerList.read("docker", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void dockerNamesAnAddressForEachPort() throws IOException {
        assertThat(read(DOCKER))
                .containsExactly(new Container(
                        "docker",
                        ID,
                        "orders-db",
                        "base:1",
                        List.of(
                                new PublishedPort(Protocol.TCP, Optional.of(IpAddress.ANY_IPV4), 18080),
                                new PublishedPort(Protocol.TCP, Optional.of(IpAddress.ANY_IPV6), 18080),
                                new PublishedPort(Protocol.UDP, Optional.of(IpAddress.parse("127.0.0.1")), 5353))));
    }

    @Test
    void podmanNamesNoneForAllAddresses() throws IOException {
        assertThat(read(PODMAN))
                .singleElement()
                .extracting(Container::ports)
                .isEqualTo(List.of(new PublishedPort(Protocol.TCP, Optional.empty(), 18080)));
    }

    @Test
    void whatCouldNotBeUsedIsLeftOut() throws IOException {
        assertThat(read("[]")).isEmpty();
        assertThat(read("[{\"Id\":\"short\",\"Names\":[\"/a\"]}, {\"Id\":\"" + ID + "\",\"Names\":[\"/$(reboot)\"]}]"))
                .isEmpty();
    }

    @Test
    void whatIsNoListIsAnError() {
        for (String text : List.of("", "{}", "null", "[", "[{}", "[{\"Id\":", "[1]", "<html>")) {
            assertThatThrownBy(() -> read(text)).as(text).isInstanceOf(IOException.class);
        }
    }

    /** Many answers with bytes changed or cut off: a list or an IOException, and never a container nobody listed. */
    @Test
    void damagedAnswersDoNoHarm() throws Exception {
        byte[][] originals = {DOCKER.getBytes(StandardCharsets.UTF_8), PODMAN.getBytes(StandardCharsets.UTF_8)};
        Mutants.Fed fed = Mutants.of(15, originals).feed(60_000, mutant -> {
            try {
                List<Container> containers = ContainerList.read("docker", new ByteArrayInputStream(mutant));
                assertThat(containers).hasSizeLessThan(3).allMatch(one -> one.id()
                        .matches("[0-9a-f]{64}"));
                return true;
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("engine");
                return false;
            }
        });
        assertThat(fed.worthTheirName()).as(fed.toString()).isTrue();
    }
}
