package dev.portledger.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.portledger.agent.bindwatch.EventMode;
import dev.portledger.agent.bindwatch.EventSource;
import dev.portledger.agent.bindwatch.EventSources;
import dev.portledger.agent.failedbind.FailedBindWatch;
import dev.portledger.agent.failedbind.FailedBinds;
import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.holder.ClaimantReader;
import dev.portledger.agent.netlink.Namespace;
import dev.portledger.agent.netlink.NetworkNamespace;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.frame.FrameJson;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "watch",
        description = "Prints each failed bind of this host as it happens, until it is interrupted. Needs root.")
final class WatchCommand implements Callable<Integer> {

    @Option(names = "--json", description = "a JSON object a line, as in the protocol; repeats of a series have its id")
    private boolean json;

    private final AgentConfig config;
    private final HostLook host;
    private final PrintWriter out;

    WatchCommand(AgentConfig config, HostLook host, PrintWriter out) {
        this.config = config;
        this.host = host;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, InvalidConfigException {
        AgentSettings settings = AgentSettings.of(config);
        HostClock clock = HostClock.start();
        FailedBinds failed = new FailedBinds(
                ClaimantReader.open(Boot.read()),
                Optional.of(host.sight(clock)),
                new FailedBinds.Networks(Namespace.ownNetwork(), (netns, pid) -> NetworkNamespace.of(pid, netns)));
        try (FailedBindWatch watch = new FailedBindWatch(failed, new Printed(), clock);
                EventSource source = EventSources.open(settings.events(), clock::at, watch::accept)) {
            if (source.mode() == EventMode.POLL) {
                throw new IOException(
                        "failed binds cannot be seen here: " + source.facility().detail());
            }
            watch.start();
            if (!json) {
                out.println("watching for failed binds (" + source.mode().text() + "); Ctrl-C ends it");
            }
            Quarkus.waitForExit();
        }
        return ExitCode.OK;
    }

    private final class Printed implements FailedBindWatch.Reports {

        @Override
        public void tell(List<FailedBindSeries> failed) {
            failed.forEach(one -> out.println(json ? jsonOf(one) : line(one)));
        }

        @Override
        public long generation() {
            return 0;
        }
    }

    private static String jsonOf(FailedBindSeries series) {
        try {
            return FrameJson.mapper().writeValueAsString(series);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report has only parts that can be written", e);
        }
    }

    private static String line(FailedBindSeries series) {
        String times = series.times() == 1 ? "" : " ×" + series.times();
        String summary = series.diagnosis().map(Diagnosis::summary).orElse("");
        return ListenerText.time(series.lastAt()) + "  "
                + series.attempt().protocol().name().toLowerCase(Locale.ROOT) + " "
                + series.attempt().endpoint().text() + times + "  wanted by "
                + ListenerText.printable(series.claimant().comm()) + ", pid "
                + series.claimant().pid() + "  " + summary;
    }
}
