package dev.portledger.agent.cli;

import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.PortView;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
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

    private final AgentConfig config;

    private final PrintWriter out;

    ListenersCommand(AgentConfig config, PrintWriter out) {
        this.config = config;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, InvalidConfigException {
        if (port != null && (port < 1 || port > 65_535)) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "a port is 1 to 65535, not " + port);
        }
        Seen seen = look();
        List<Listener> listeners = seen.sockets();
        ListenerText text = new ListenerText(seen.network());
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

    /**
     * @param boundToo whether sockets that are bound and do not listen would be among them
     * @param network inode number of the network namespace that this command runs in
     */
    private record Seen(List<Listener> sockets, boolean boundToo, long network) {}

    private Seen look() throws IOException, InvalidConfigException {
        SocketTable.Settings looks =
                SocketTable.Settings.DEFAULT.asking(AgentSettings.engineSockets(config.engineSockets()));
        try (SocketTable table = SocketTable.open(looks, HostClock.start())) {
            List<Listener> listeners = new ArrayList<>();
            boolean boundToo = false;
            if (port == null) {
                table.look();
                table.awaitEngines();
                table.look(); // takes in what the engines have told; costs a millisecond
                listeners.addAll(table.state().listeners());
            } else {
                table.look(); // tells in which other networks the port is to be looked at
                PortView tcp = table.inspect(Protocol.TCP, port);
                boundToo = tcp.bound().isPresent();
                listeners.addAll(tcp.listeners());
                tcp.bound().ifPresent(listeners::addAll);
                listeners.addAll(table.inspect(Protocol.UDP, port).listeners());
            }
            listeners.sort(Comparator.<Listener>comparingInt(
                            each -> each.key().endpoint().port())
                    .thenComparing(each -> each.key().protocol())
                    .thenComparing(each -> each.key().endpoint().address()));
            return new Seen(listeners, boundToo, table.netns());
        }
    }
}
