package dev.portledger.agent.cli;

import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.socket.Listener;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "listeners",
        description = "Says who holds the ports of this host now: TCP in LISTEN and bound UDP sockets.")
final class ListenersCommand implements Callable<Integer> {

    private static final Comparator<Listener> BY_PORT = Comparator.<Listener>comparingInt(
                    each -> each.key().endpoint().port())
            .thenComparing(each -> each.key().protocol())
            .thenComparing(each -> each.key().endpoint().address());

    @Option(names = "--port", paramLabel = "N", description = "only this port, with the command that would free it")
    private @Nullable Integer port;

    @Option(
            names = "--json",
            description =
                    "a JSON array of listeners as in the protocol, for scripts; with --port also of sockets that are only"
                            + " bound, with their state")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final HostLook host;
    private final ZoneId zone;
    private final PrintWriter out;

    /** @param zone of the times in words */
    ListenersCommand(HostLook host, ZoneId zone, PrintWriter out) {
        this.host = host;
        this.zone = zone;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, InvalidConfigException {
        if (port != null && (port < 1 || port > 65_535)) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "a port is 1 to 65535, not " + port);
        }
        HostLook.Sockets seen = port == null ? host.listeners() : host.listeners(port.intValue());
        List<Listener> listeners = seen.sockets().stream().sorted(BY_PORT).toList();
        ListenerText text = new ListenerText(seen.network(), zone);
        // what listens in other networks leaves the port of this one free
        boolean isFree = listeners.stream().noneMatch(listener -> listener.key().netns() == seen.network());
        if (json) {
            out.println(FrameJson.mapper().writeValueAsString(listeners));
        } else if (port == null) {
            listeners.forEach(listener -> out.println(text.line(listener)));
        } else {
            if (isFree) {
                out.println("nobody listens on port " + port
                        + (listeners.isEmpty() ? "" : " in the host's own network; in others:")
                        + (seen.boundToo() ? "" : "; whether a socket is only bound to it is not told by this kernel"));
            }
            text.withRemedy(listeners).forEach(out::println);
        }
        return port != null && isFree ? ExitCode.NOTHING : ExitCode.OK;
    }
}
