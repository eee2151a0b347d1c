package dev.portledger.agent.cli;

import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "time-wait",
        description =
                "Says how many connections are in TIME_WAIT on each local address and port, and when the last one leaves."
                        + " Ports that the kernel gives to clients are left out.")
final class TimeWaitCommand implements Callable<Integer> {

    @Option(names = "--json", description = "a JSON array of counts as in the protocol, for scripts")
    private boolean json;

    private final HostLook host;
    private final PrintWriter out;

    TimeWaitCommand(HostLook host, PrintWriter out) {
        this.host = host;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, InvalidConfigException {
        HostLook.Connections all = host.connections();
        List<ConnectionCount> counts = all.counts().stream()
                .filter(count -> count.state() == TcpState.TIME_WAIT)
                .sorted(Comparator.<ConnectionCount>comparingInt(
                                count -> count.endpoint().port())
                        .thenComparing(count -> count.endpoint().address()))
                .toList();
        if (json) {
            out.println(FrameJson.mapper().writeValueAsString(counts));
        } else if (counts.isEmpty()) {
            out.println("nothing is in TIME_WAIT");
        } else {
            counts.forEach(count -> out.println(line(count, all.at())));
        }
        return ExitCode.OK;
    }

    private static String line(ConnectionCount count, Instant now) {
        String leaves = count.lastLeavesAt()
                .map(at -> ", the last one leaves in "
                        + Math.max(0, Duration.between(now, at).toSeconds()) + " s")
                .orElse("");
        return "tcp " + count.endpoint().text() + " " + count.count() + " in TIME_WAIT" + leaves;
    }
}
