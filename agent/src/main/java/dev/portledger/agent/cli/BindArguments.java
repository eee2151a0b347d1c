package dev.portledger.agent.cli;

import dev.portledger.agent.kernel.ProcSys;
import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The bind that is asked about, as arguments: {@code 0.0.0.0:8080 --reuseaddr}. */
final class BindArguments {

    private static final Pattern ENDPOINT = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]]+)):(\\d{1,5})");

    @Parameters(paramLabel = "ADDRESS:PORT", description = "such as 0.0.0.0:8080, 10.0.0.5:8080 or [::]:8080")
    private @Nullable String endpoint;

    @Option(names = "--udp", description = "a UDP socket; TCP unless given")
    private boolean udp;

    @Option(names = "--reuseaddr", description = "the program sets SO_REUSEADDR, as most servers do")
    private boolean reuseAddr;

    @Option(names = "--reuseport", description = "the program sets SO_REUSEPORT")
    private boolean reusePort;

    @Option(names = "--v6only", description = "the program sets IPV6_V6ONLY; else net.ipv6.bindv6only decides")
    private boolean v6Only;

    /**
     * The attempt by a process like the asker's: its user, its capabilities.
     *
     * @throws IllegalArgumentException if the endpoint is none; the message is for people
     */
    BindAttempt attempt(Asker asker) {
        LocalEndpoint wanted = parse(endpoint == null ? "" : endpoint);
        return new BindAttempt(
                udp ? Protocol.UDP : Protocol.TCP,
                wanted,
                wanted.address().family() == IpFamily.IPV4 ? Optional.empty() : v6Only(),
                ReuseFlags.of(reuseAddr, reusePort),
                asker.uid(),
                asker.privileged(),
                false,
                !udp);
    }

    static LocalEndpoint parse(String text) {
        Matcher matcher = ENDPOINT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not ADDRESS:PORT, such as 0.0.0.0:8080 or [::]:8080");
        }
        String address = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return new LocalEndpoint(IpAddress.parse(address), Integer.parseInt(matcher.group(3)));
    }

    private Optional<Boolean> v6Only() {
        return v6Only ? Optional.of(true) : bindV6Only();
    }

    private static Optional<Boolean> bindV6Only() {
        try {
            return Optional.of(
                    ProcSys.read(Path.of("/proc/sys/net/ipv6/bindv6only"), 16).equals("1"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
