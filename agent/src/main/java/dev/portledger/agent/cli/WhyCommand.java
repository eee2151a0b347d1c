package dev.portledger.agent.cli;

import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.FailedBind;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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

    private final HostLook host;
    private final PrintWriter out;

    WhyCommand(HostLook host, PrintWriter out) {
        this.host = host;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, InvalidConfigException {
        if (port < 1 || port > 65_535) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "a port is 1 to 65535, not " + port);
        }
        List<FailedBind> all = host.port(udp ? Protocol.UDP : Protocol.TCP, port);
        FailedBind judged = all.getFirst();
        boolean nothing = judged.inTheWay().isEmpty() && judged.claimant().isEmpty();
        Diagnosis diagnosis =
                Diagnosis.of(judged).and(all.stream().skip(1).map(Diagnosis::of).toList());
        if (json) {
            out.println(FrameJson.mapper().writeValueAsString(diagnosis));
        } else if (nothing) {
            String name = judged.attempt().protocol().name().toLowerCase(Locale.ROOT) + " port " + port;
            out.println("nothing is in the way on " + name
                    + (judged.unseen().isEmpty() ? "" : ", as far as can be seen: " + judged.unseen()));
        } else {
            DiagnosisText.lines(diagnosis).forEach(out::println);
        }
        return nothing ? ExitCode.NOTHING : ExitCode.OK;
    }
}
