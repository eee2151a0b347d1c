package dev.portledger.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.CommandBody;
import dev.portledger.domain.frame.CommandRule;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopTarget;
import dev.portledger.domain.trust.Purpose;
import dev.portledger.domain.trust.Signed;
import dev.portledger.domain.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands, keys and what is no command, over a real connection. */
final class SignedCommandsIT {

    private static final UUID BOOT = UUID.randomUUID();

    @TempDir
    Path folder;

    private final TestingServer server = new TestingServer();

    @SuppressWarnings("NullAway.Init") // connected before each test
    private TestingAgent agent;

    @BeforeEach
    void connect() throws IOException {
        agent = TestingAgent.enrolling(server, folder);
        soon().until(() -> server.applied().isPresent());
    }

    @AfterEach
    void close() {
        agent.close();
        assertThat(server.complaints()).isEmpty();
        server.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }

    private static ServerFrame.Stop stop() {
        SocketKey socket = new SocketKey(
                1, Protocol.TCP, new LocalEndpoint(IpAddress.parse("127.0.0.1"), 8080), new SocketId.Cookie(7));
        ProcessIdentity process = new ProcessIdentity(BOOT, 4121, 1);
        return new ServerFrame.Stop(
                UUID.randomUUID(),
                new StopTarget(BOOT, socket, 9, List.of(process)),
                new StopMethod.SystemUnit("orders.service"),
                Instant.EPOCH,
                Duration.ofSeconds(30),
                Duration.ofSeconds(2));
    }

    private Signed signed(CommandBody body) {
        return server.commandKey().sign(Purpose.COMMAND, body.bytes());
    }

    private void awaitRefused(CommandRule rule, Optional<UUID> stopId) {
        soon().until(() -> server.frames(AgentFrame.CommandRefused.class).stream()
                .anyMatch(frame -> frame.rule() == rule && frame.stopId().equals(stopId) && frame.times() == 1));
    }

    @Test
    void whatIsNoCommandIsNotCarriedOutAndTheServerIsTold() {
        ServerFrame.Stop stop = stop();
        Optional<UUID> stopId = Optional.of(stop.stopId());
        server.send(stop);
        awaitRefused(CommandRule.UNSIGNED, stopId);

        SigningKey forger = SigningKey.generate();
        server.send(new ServerFrame.Command(
                forger.sign(Purpose.COMMAND, server.body(stop).bytes())));
        awaitRefused(CommandRule.KEY_UNKNOWN, Optional.empty());

        Signed good = signed(server.body(stop));
        Signed forged = forger.sign(Purpose.COMMAND, server.body(stop).bytes());
        server.send(new ServerFrame.Command(new Signed(good.payload(), forged.signature(), good.keyId())));
        server.send(new ServerFrame.Command(
                new Signed(good.payload().substring(0, good.payload().length() - 8), good.signature(), good.keyId())));
        awaitRefused(CommandRule.SIGNATURE_INVALID, Optional.empty());

        CommandBody body = server.body(stop);
        server.send(new ServerFrame.Command(signed(
                new CommandBody(UUID.randomUUID(), body.session(), body.number(), body.heard(), body.within(), stop))));
        awaitRefused(CommandRule.OTHER_HOST, stopId);
        server.send(new ServerFrame.Command(signed(
                new CommandBody(body.hostId(), "c2Vzc2lvbg==", body.number(), body.heard(), body.within(), stop))));
        awaitRefused(CommandRule.OTHER_SESSION, stopId);
        assertThat(agent.commands).isEmpty();

        // of one rule the first is told at once, the others of a minute together
        soon().until(() -> agent.outbox.waiting() == 0);
        assertThat(server.frames(AgentFrame.CommandRefused.class).stream()
                        .filter(frame -> frame.rule() == CommandRule.SIGNATURE_INVALID))
                .hasSize(1);
    }

    @Test
    void aCommandIsCarriedOutOnceHoweverOftenItComes() {
        ServerFrame.Abort abort = new ServerFrame.Abort(UUID.randomUUID());
        Signed command = signed(server.body(abort));
        for (int times = 0; times < 3; times++) {
            server.send(new ServerFrame.Command(command));
        }
        awaitRefused(CommandRule.REPLAYED, Optional.of(abort.stopId()));
        assertThat(agent.commands).containsExactly(abort);
        // on the next connection it is of another one
        int hellos = server.hellos();
        server.cut();
        soon().until(() -> server.hellos() > hellos
                && !server.frames(AgentFrame.Heartbeat.class).isEmpty());
        server.send(new ServerFrame.Command(command));
        awaitRefused(CommandRule.OTHER_SESSION, Optional.of(abort.stopId()));
        assertThat(agent.commands).containsExactly(abort);
    }

    @Test
    void aCommandThatIsTooLateExpires() {
        ServerFrame.Stop stop = stop();
        CommandBody body = server.body(stop);
        server.send(new ServerFrame.Command(signed(new CommandBody(
                body.hostId(), body.session(), body.number(), body.heard(), Duration.ofNanos(1), stop))));
        awaitRefused(CommandRule.EXPIRED, Optional.of(stop.stopId()));
        // it is handed on with its deadline, so that its outcome is that it expired
        soon().until(() -> agent.commands.equals(List.of(stop)));
        assertThat(agent.deadlines.getFirst()).isNegative();
    }

    @ParameterizedTest
    @ValueSource(longs = {3600, -3600})
    void aClockThatIsMovedByAnHourMovesNoDeadline(long seconds) {
        server.setClockOffset(Duration.ofSeconds(seconds));
        int beats = server.frames(AgentFrame.Heartbeat.class).size();
        soon().until(() -> server.frames(AgentFrame.Heartbeat.class).size() > beats + 2);
        server.command(stop());
        soon().until(() -> agent.deadlines.size() == 1);
        assertThat(agent.deadlines.getFirst()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void aHostTakesAnotherKeyWhenItIsAskedTo() {
        String before = server.keyIdOf(agent.hostId());
        server.command(new ServerFrame.RotateKey());
        soon().until(() -> !server.keyIdOf(agent.hostId()).equals(before));
        assertThat(folder.resolve("agent-key.next")).doesNotExist();
        // a second life is of the new key
        soon().until(() -> agent.outbox.waiting() == 0);
        agent.close();
        int hellos = server.hellos();
        agent = reopened();
        soon().until(() -> server.hellos() > hellos && agent.outbox.waiting() == 0);
    }

    @Test
    void aHostWhoseServerDoesNotAnswerGoesOnWithTheKeyThatItHas() throws Exception {
        String before = server.keyIdOf(agent.hostId());
        server.takeKeyChanges(false);
        server.command(new ServerFrame.RotateKey());
        soon().until(() -> server.keyChanges() > 0);
        agent.close();
        assertThat(folder.resolve("agent-key.next")).exists();
        agent = reopened();
        soon().until(() -> agent.outbox.waiting() == 0);
        assertThat(server.keyIdOf(agent.hostId())).isEqualTo(before);
        String next = AgentKey.nextOf(folder).key().publicKey().id();
        server.takeKeyChanges(true);
        soon().until(() -> server.keyIdOf(agent.hostId()).equals(next));
        assertThat(AgentKey.of(folder).key().publicKey().id()).isEqualTo(next);
    }

    @Test
    void rotateKeyAsksTheRunningAgent() throws Exception {
        KeyRotation rotation = KeyRotation.ask(folder);
        assertThat(rotation.await(Duration.ofSeconds(20))).isTrue();
        soon().until(() -> server.keyIdOf(agent.hostId()).equals(rotation.keyId()));
    }

    private TestingAgent reopened() {
        try {
            return new TestingAgent(server.address(), folder, Optional.empty(), 8 << 20);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theServersKeysAreFollowedOneByOne() {
        SigningKey first = server.commandKey();
        SigningKey second = SigningKey.generate();
        SigningKey third = SigningKey.generate();
        // neither a key that nobody knows nor a step left out is followed
        server.send(new ServerFrame.CommandKeys(TestingServer.statement(2, List.of(third), third)));
        awaitRefused(CommandRule.KEY_UNKNOWN, Optional.empty());
        server.send(new ServerFrame.CommandKeys(TestingServer.statement(3, List.of(third), first)));
        awaitRefused(CommandRule.KEYS_NOT_NEXT, Optional.empty());
        server.send(new ServerFrame.CommandKeys(TestingServer.statement(2, List.of(first, second), first)));
        soon().until(() -> server.frames(AgentFrame.KeysKnown.class).size() == 1);
        Signed last = TestingServer.statement(3, List.of(second), second);
        server.send(new ServerFrame.CommandKeys(last));
        soon().until(() -> server.frames(AgentFrame.KeysKnown.class).size() == 2);
        assertThat(server.frames(AgentFrame.KeysKnown.class).getLast())
                .isEqualTo(
                        new AgentFrame.KeysKnown(3, List.of(second.publicKey().id())));
        ServerFrame.Abort byTheOld = new ServerFrame.Abort(UUID.randomUUID());
        server.command(byTheOld);
        server.useCommandKey(second, last);
        ServerFrame.Abort byTheNew = new ServerFrame.Abort(UUID.randomUUID());
        server.command(byTheNew);
        soon().until(() -> agent.commands.contains(byTheNew));
        assertThat(agent.commands).doesNotContain(byTheOld);
        // and not back
        server.send(new ServerFrame.CommandKeys(TestingServer.statement(2, List.of(first, second), second)));
        server.command(new ServerFrame.Abort(byTheNew.stopId()));
        soon().until(() -> agent.commands.size() == 2);
        assertThat(server.frames(AgentFrame.KeysKnown.class)).hasSize(2);
    }

    @Test
    void whoSaysThatTheHostIsUnknownCannotPutAKeyOfHisInThePlaceOfTheServers() throws Exception {
        SigningKey genuine = server.commandKey();
        SigningKey hostile = SigningKey.generate();
        server.useCommandKey(hostile, TestingServer.statement(9, List.of(hostile), hostile));
        server.forgetHosts();
        Files.writeString(folder.resolve("token"), TestingServer.TOKEN);
        int hellos = server.hellos();
        server.cut();
        soon().until(() -> server.hellos() > hellos + 1);
        server.command(new ServerFrame.Abort(UUID.randomUUID()));
        awaitRefused(CommandRule.KEY_UNKNOWN, Optional.empty());
        assertThat(agent.commands).isEmpty();
        assertThat(CommandKeyPins.open(folder).known().orElseThrow().keyIds())
                .containsExactly(genuine.publicKey().id());
    }
}
