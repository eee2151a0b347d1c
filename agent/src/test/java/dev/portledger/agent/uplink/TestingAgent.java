package dev.portledger.agent.uplink;

import dev.portledger.agent.finding.SysctlReader;
import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.domain.frame.AgentFrame.Evidence;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.PolicyFacts;
import dev.portledger.domain.frame.ServerFrame;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** The watching half of an agent, on this host's real sockets. */
final class TestingAgent implements AutoCloseable, ServerCommands {

    final Outbox outbox;
    final List<ServerFrame> commands = new CopyOnWriteArrayList<>();
    /** What it has of its host; may be changed. */
    volatile List<Facility> facilities = List.of();

    /** How long each stop was still good for when it came. */
    final List<Duration> deadlines = new CopyOnWriteArrayList<>();

    private final HostClock clock = HostClock.start();
    private final SocketTable table;
    private final LookLoop looks;
    private final Uplink uplink;

    TestingAgent(URI server, Path folder, Optional<SSLContext> trust, long outboxBytes) throws IOException {
        Boot boot = Boot.read();
        Path machineId = folder.resolve("machine-id");
        Files.writeString(machineId, "0123456789abcdef0123456789abcdef\n");
        outbox = Outbox.open(folder.resolve("outbox"), new Outbox.Limits(outboxBytes, 1 << 20), clock.instant());
        HostTrust hostTrust = HostTrust.open(machineId, folder, outbox);
        table = SocketTable.open(SocketTable.Settings.DEFAULT, clock);
        looks = new LookLoop(table, outbox, boot.id(), Duration.ofMillis(100));
        uplink = new Uplink(
                new Uplink.Settings(
                        server,
                        folder,
                        Optional.of(folder.resolve("token")),
                        trust,
                        Optional.empty(),
                        Duration.ofMillis(50),
                        Duration.ofMillis(200)),
                hostTrust,
                new Uplink.Self(
                        boot,
                        table.netns(),
                        "test",
                        () -> facilities,
                        SysctlReader.ofThisHost()::read,
                        () -> new PolicyFacts(false, Optional.empty(), List.of())),
                clock,
                outbox,
                looks,
                this);
        looks.start();
        uplink.start();
    }

    static TestingAgent enrolling(TestingServer server, Path folder) throws IOException {
        Files.writeString(folder.resolve("token"), TestingServer.TOKEN + "\n");
        return new TestingAgent(server.address(), folder, Optional.empty(), 8 << 20);
    }

    UUID hostId() {
        return uplink.hostId();
    }

    @Override
    public void inspect(ServerFrame.Inspect request, Consumer<Evidence> answer) {
        commands.add(request);
        answer.accept(new Evidence(
                request.requestId(),
                UUID.randomUUID(),
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
    }

    @Override
    public void stop(ServerFrame.Stop request, Instant deadline) {
        deadlines.add(Duration.between(clock.instant(), deadline));
        commands.add(request);
    }

    @Override
    public void abort(UUID stopId) {
        commands.add(new ServerFrame.Abort(stopId));
    }

    @Override
    public void close() {
        uplink.close();
        looks.close();
        table.close();
        outbox.close();
    }
}
