package dev.portledger.agent.cli;

import dev.portledger.agent.bind.PortSight;
import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.FailedBind;
import dev.portledger.domain.bind.HeldSocket;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "why",
        description = "Says why a port cannot be bound now: the cause, its evidence, the remedy and the commands.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:something is in the way",
            "1:it could not be looked at, standard error says why",
            "2:wrong arguments",
            "3:nothing is in the way"
        })
final class WhyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PORT", description = "1 to 65535")
    private int port;

    @Option(names = "--udp", description = "the UDP port; TCP unless given")
    private boolean udp;

    @Option(names = "--json", description = "a JSON diagnosis, for scripts")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final AgentConfig config;
    private final PrintWriter out;

    WhyCommand(AgentConfig config, PrintWriter out) {
        this.config = config;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, InvalidConfigException {
        if (port < 1 || port > 65_535) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "a port is 1 to 65535, not " + port);
        }
        FailedBind judged = look();
        boolean nothing = judged.inTheWay().isEmpty();
        if (json) {
            out.println(FrameJson.mapper().writeValueAsString(Diagnosis.of(judged)));
        } else if (nothing) {
            String name = judged.attempt().protocol().name().toLowerCase(Locale.ROOT) + " port " + port;
            out.println("nothing is in the way on " + name
                    + (judged.unseen().isEmpty() ? "" : ", as far as can be seen: " + judged.unseen()));
        } else {
            DiagnosisText.lines(Diagnosis.of(judged)).forEach(out::println);
        }
        return nothing ? ExitCode.NOTHING : ExitCode.OK;
    }

    /** Who asks why wants to know who has the port, on whatever address: the bind is judged on the address that is taken. */
    private FailedBind look() throws IOException, InvalidConfigException {
        try (PortSight sight = LocalSight.open(config)) {
            FailedBind any = sight.look(
                    attempt(new IpAddress(IpFamily.IPV4, 0, 0), Optional.empty()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            return taken(any.sockets()).map(socket -> on(any, socket)).orElse(any);
        }
    }

    private static Optional<BoundSocket> taken(List<HeldSocket> sockets) {
        return sockets.stream()
                .map(HeldSocket::socket)
                .filter(socket -> !socket.isConnection())
                .findFirst()
                .or(() -> sockets.stream().map(HeldSocket::socket).findFirst());
    }

    private FailedBind on(FailedBind any, BoundSocket socket) {
        return new FailedBind(
                attempt(socket.endpoint().address(), socket.v6Only()),
                any.errno(),
                any.claimant(),
                any.sockets(),
                any.unseen(),
                any.settings(),
                any.ephemeral(),
                any.reserved(),
                any.units());
    }

    private BindAttempt attempt(IpAddress address, Optional<Boolean> v6Only) {
        return new BindAttempt(
                udp ? Protocol.UDP : Protocol.TCP,
                new LocalEndpoint(address, port),
                address.family() == IpFamily.IPV4 ? Optional.empty() : v6Only,
                ReuseFlags.NONE,
                Optional.of(0L),
                Optional.of(true),
                true,
                !udp);
    }
}
