package dev.portledger.agent.cli;

import dev.portledger.agent.bindwatch.EventSource;
import dev.portledger.agent.bindwatch.EventSources;
import dev.portledger.agent.finding.LocalFindings;
import dev.portledger.agent.finding.SysctlReader;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.agent.stop.HostPolicy;
import dev.portledger.agent.stop.PolicyFile;
import dev.portledger.domain.frame.Facility;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        description =
                "Says what the agent can see here, what is missing and what that costs, and what is in a bad way on this host.")
final class DoctorCommand implements Callable<Integer> {

    private final String version;
    private final AgentConfig config;

    private final PrintWriter out;

    DoctorCommand(String version, AgentConfig config, PrintWriter out) {
        this.out = out;
        this.version = version;
        this.config = config;
    }

    @Override
    public Integer call() throws InvalidConfigException {
        out.println("portledger-agent " + version);
        AgentSettings settings = AgentSettings.of(config);
        boolean good = true;
        SocketTable.Settings looks = SocketTable.Settings.DEFAULT.asking(settings.engineSockets());
        try (SocketTable table = SocketTable.open(looks, HostClock.start())) {
            table.look();
            table.askEngines();
            table.look(); // takes in what the engines have told
            List<Facility> facilities = new ArrayList<>(table.facilities());
            facilities.add(events(settings));
            facilities.add(
                    HostPolicy.of(new PolicyFile(ConfigFiles.ofThisProcess().main()))
                            .facility());
            good = facilities.stream()
                    .filter(facility -> facility.name().equals("policy"))
                    .allMatch(Facility::available);
            for (Facility facility : facilities) {
                out.printf(
                        Locale.ROOT,
                        "%-10s %-16s %s%n",
                        facility.available() ? "ok" : "missing",
                        facility.name(),
                        facility.detail());
                facility.cost().ifPresent(cost -> out.printf(Locale.ROOT, "%-27s %s%n", "", cost));
            }
            FindingLines.of(LocalFindings.of(
                            table.state(), SysctlReader.ofThisHost().read()))
                    .forEach(out::println);
        } catch (IOException e) {
            out.println("missing    sockets          " + e.getMessage());
            good = false;
        }
        for (Check check : Check.all(settings)) {
            out.printf(Locale.ROOT, "%-10s %-16s %s%n", check.verdict().word(), check.name(), check.detail());
            good = good && check.verdict() != Check.Verdict.PROBLEM;
        }
        return good ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Starts the source as the agent would, for a moment. */
    private static Facility events(AgentSettings settings) {
        try (EventSource source = EventSources.open(settings.events(), nanos -> Instant.EPOCH, event -> {})) {
            return source.facility();
        }
    }
}
