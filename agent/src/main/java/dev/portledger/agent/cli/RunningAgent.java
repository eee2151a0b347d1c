package dev.portledger.agent.cli;

import dev.portledger.agent.bind.PortSight;
import dev.portledger.agent.bindwatch.EventMode;
import dev.portledger.agent.bindwatch.EventSource;
import dev.portledger.agent.bindwatch.EventSources;
import dev.portledger.agent.failedbind.FailedBindWatch;
import dev.portledger.agent.failedbind.FailedBinds;
import dev.portledger.agent.finding.SysctlReader;
import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.holder.ClaimantReader;
import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.agent.kernel.StartUpMemory;
import dev.portledger.agent.local.LocalServer;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.agent.stop.HostPolicy;
import dev.portledger.agent.stop.PolicyFile;
import dev.portledger.agent.stop.Stops;
import dev.portledger.agent.stop.TimeWaitRelease;
import dev.portledger.agent.stop.UnitStates;
import dev.portledger.agent.uplink.HostTrust;
import dev.portledger.agent.uplink.LookLoop;
import dev.portledger.agent.uplink.Outbox;
import dev.portledger.agent.uplink.StateDirectory;
import dev.portledger.agent.uplink.TrustFile;
import dev.portledger.agent.uplink.Uplink;
import dev.portledger.domain.frame.Facility;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;

/** The parts of a running agent, started in order and ended in the reverse one. */
final class RunningAgent implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RunningAgent.class);
    private static final long OUTBOX_MEMORY = 2 << 20;
    private static final Duration START_TAKES = Duration.ofSeconds(20);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private RunningAgent() {}

    /**
     * @throws IOException when something it cannot do without is missing; the message is for people
     * @throws InvalidConfigException a file that is configured cannot be used
     */
    static RunningAgent start(String version, AgentSettings settings) throws IOException, InvalidConfigException {
        Optional<SSLContext> trust = trust(settings);
        RunningAgent agent = new RunningAgent();
        try {
            agent.startParts(version, settings, trust);
            return agent;
        } catch (IOException | RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    private void startParts(String version, AgentSettings settings, Optional<SSLContext> trust) throws IOException {
        Boot boot = Boot.read();
        HostClock clock = HostClock.start();
        StateDirectory state = part(StateDirectory.open(settings.stateDir()));
        Outbox outbox = part(Outbox.open(
                state.outbox(), new Outbox.Limits(settings.outboxMaxBytes(), OUTBOX_MEMORY), clock.instant()));
        HostTrust hostTrust = HostTrust.open(Path.of("/etc/machine-id"), state.path(), outbox);
        SocketTable table = part(SocketTable.open(
                new SocketTable.Settings(
                        settings.connectionsEvery(),
                        SocketTable.Settings.DEFAULT.unwatchedAfter(),
                        settings.engineSockets(),
                        settings.namespaces()),
                clock));
        table.facilities().forEach(RunningAgent::sayWhatIsMissing);
        LookLoop looks = part(new LookLoop(table, outbox, boot.id(), settings.lookEvery()));
        FailedBinds failed = failedBinds(boot, settings, clock, table);
        FailedBindWatch failedBinds =
                part(new FailedBindWatch(failed, new FailedBindReports(outbox, boot.id(), clock), clock));
        failedBinds.start();
        EventSource events = part(
                EventSources.open(settings.events(), clock::at, new EventRouting(table, looks, failedBinds::accept)));
        if (events.mode() != EventMode.POLL) {
            table.expectEvents();
        }
        sayWhatIsMissing(events.facility());
        LOG.infof("events: %s", events.facility().detail());
        HostPolicy policy =
                HostPolicy.of(new PolicyFile(ConfigFiles.ofThisProcess().main()));
        sayWhatIsMissing(policy.facility());
        Stops stops = part(Stops.open(
                state.stops(),
                new Stops.Host(
                        boot.id(),
                        table::inspect,
                        clock,
                        settings.engineSockets(),
                        socket -> table.in(socket.netns(), () -> TimeWaitRelease.here(socket)),
                        policy),
                new OutboxReports(outbox, hostTrust)));
        Uplink uplink = part(new Uplink(
                new Uplink.Settings(
                        settings.server(),
                        state.path(),
                        settings.tokenFile(),
                        trust,
                        settings.serverKey(),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(30)),
                hostTrust,
                new Uplink.Self(
                        boot,
                        table.netns(),
                        version,
                        facilities(table, events, stops, hostTrust),
                        SysctlReader.ofThisHost()::read,
                        stops::policy),
                clock,
                outbox,
                looks,
                new StopCommands(stops)));
        looks.start();
        uplink.start();
        part(endOfStart());
        answerCommands(settings, failed);
        LOG.infof("watching as host %s, for the server at %s", uplink.hostId(), settings.server());
    }

    /** By then a server that is there has taken the first snapshot. */
    private static AutoCloseable endOfStart() {
        Thread thread = Thread.ofPlatform().daemon().name("end-of-start").unstarted(() -> {
            try {
                Thread.sleep(START_TAKES);
                StartUpMemory.giveBack();
            } catch (InterruptedException e) {
                LOG.debug("ended before the start was over");
            } catch (IOException e) {
                LOG.debug("memory of the start is kept", e);
            }
        });
        thread.start();
        return thread::interrupt;
    }

    private static FailedBinds failedBinds(Boot boot, AgentSettings settings, HostClock clock, SocketTable table)
            throws IOException {
        Optional<PortSight> sight;
        try {
            PortSight.Known known = new PortSight.Known(table::holdersOn, new UnitStates()::of);
            sight = Optional.of(PortSight.open(HolderFinder.open(boot, settings.engineSockets()), known, clock));
        } catch (IOException e) {
            LOG.warnf("failed binds are told without what was in the way: %s", e.getMessage());
            sight = Optional.empty();
        }
        return new FailedBinds(
                ClaimantReader.open(boot), sight, new FailedBinds.Networks(table.netns(), table::namespace));
    }

    /** Commands do without it, so that nothing fails for its sake. */
    private void answerCommands(AgentSettings settings, FailedBinds failed) {
        Optional<Path> socket = settings.socket().toListen();
        if (socket.isEmpty()) {
            return;
        }
        try {
            HostLook host = new HostLook(settings::engineSockets, (protocol, port, now) -> failed.claims()
                    .on(protocol, port, now));
            part(LocalServer.start(socket.get(), LocalAnswers.of(host), ANSWER_WITHIN));
            LOG.infof("commands of this host are answered at %s", socket.get());
        } catch (IOException e) {
            LOG.warnf("commands of this host look for themselves: %s", FailureText.of(e));
        }
    }

    private static Supplier<List<Facility>> facilities(
            SocketTable table, EventSource events, Stops stops, HostTrust trust) {
        return () -> {
            List<Facility> all = new ArrayList<>(table.facilities());
            all.add(events.facility());
            all.addAll(stops.facilities());
            all.add(trust.facility());
            return all;
        };
    }

    private static Optional<SSLContext> trust(AgentSettings settings) throws InvalidConfigException {
        try {
            return settings.caFile().isPresent()
                    ? Optional.of(TrustFile.read(settings.caFile().get()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new InvalidConfigException("tls.ca-file", "a PEM file of certificates to trust: " + e.getMessage());
        }
    }

    private static void sayWhatIsMissing(Facility facility) {
        if (!facility.available()) {
            LOG.warnf(
                    "%s is not available: %s%s",
                    facility.name(),
                    facility.detail(),
                    facility.cost().map(cost -> ". " + cost).orElse(""));
        }
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the agent did not end in order", e);
            }
        }
    }
}
