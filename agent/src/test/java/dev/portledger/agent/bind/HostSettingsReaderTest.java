package dev.portledger.agent.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.bind.PortRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of this host, against what another program reads; and lists as people write them. */
final class HostSettingsReaderTest {

    @TempDir
    Path folder;

    private static List<String> cat(String name) throws IOException {
        Process cat = new ProcessBuilder("cat", "/proc/sys/net/ipv4/" + name).start();
        String text = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return List.of(text.strip().split("\\s+"));
    }

    @Test
    void numbersAreReadToTheirEnd() throws IOException {
        HostSettingsReader reader = HostSettingsReader.ofThisHost();
        assertThat(reader.read().unprivilegedPortStart())
                .contains(Integer.parseInt(cat("ip_unprivileged_port_start").getFirst()));
        List<String> range = cat("ip_local_port_range");
        assertThat(reader.ephemeralPorts())
                .contains(new PortRange(Integer.parseInt(range.getFirst()), Integer.parseInt(range.getLast())));
        assertThat(reader.isReserved(1)).isPresent();
    }

    @Test
    void reservedPortsAreListedOneByOneAndInRanges() throws IOException {
        Path ipv4 = Files.createDirectory(folder.resolve("ipv4"));
        HostSettingsReader reader = new HostSettingsReader(folder, Optional.empty(), Optional::empty);
        assertThat(reader.isReserved(8080)).as("there is no such file").isEmpty();
        Files.writeString(ipv4.resolve("ip_local_reserved_ports"), "8080,9000-9100\n");
        assertThat(List.of(8079, 8080, 8081, 8999, 9000, 9050, 9100, 9101))
                .filteredOn(port -> reader.isReserved(port).orElseThrow())
                .containsExactly(8080, 9000, 9050, 9100);
        Files.writeString(ipv4.resolve("ip_local_reserved_ports"), "1,".repeat(10_000));
        assertThat(reader.isReserved(8080)).as("too long to be read").isEmpty();
    }
}
