package dev.portledger.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.local.LocalReply.Done;
import dev.portledger.agent.local.LocalReply.Refused;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends of the socket, and who does not keep to it. */
final class LocalServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final LocalRequest REQUEST = new LocalRequest(
            "why",
            List.of("8080", "--json", "ü\"\\\n"),
            "portledger",
            4026531840L,
            4026531836L,
            Optional.of(1000L),
            Optional.of(false),
            Optional.of("Europe/Berlin"));

    @TempDir
    Path folder;

    private @Nullable LocalServer server;

    private LocalServer start(LocalServer.Answers answers, Duration patience) throws IOException {
        LocalServer started = LocalServer.start(file(), answers, patience);
        server = started;
        return started;
    }

    private Path file() {
        return folder.resolve("agent.sock");
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
        assertThat(file()).doesNotExist();
    }

    private LocalReply exchange(byte[] bytes) throws IOException, MalformedException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(file()));
            try {
                Line.write(channel, bytes);
            } catch (IOException e) {
                // it had seen enough, and its answer is there
            }
            return LocalWire.reply(Line.read(channel, LocalWire.MAX_REPLY_BYTES).orElseThrow());
        }
    }

    private LocalProblem problem(String line) throws IOException, MalformedException {
        return exchange(line.getBytes(StandardCharsets.UTF_8)) instanceof Refused refused
                ? refused.problem()
                : LocalProblem.FAILED;
    }

    @Test
    void aRequestArrivesAsItWasAndItsAnswerToo() throws Exception {
        List<LocalRequest> heard = new ArrayList<>();
        Done done = new Done(3, "ü€\u0007\"\\ and a line\nand another\n", "err");
        start(
                request -> {
                    heard.add(request);
                    return done;
                },
                PATIENCE);
        assertThat(LocalClient.ask(file(), REQUEST, PATIENCE)).contains(done);
        assertThat(heard).containsExactly(REQUEST);
    }

    @Test
    void onlyOwnerAndGroupMayAsk() throws Exception {
        start(request -> new Done(0, "", ""), PATIENCE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-rw----");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "why 8080\n",
                "[]\n",
                "{}\n",
                "{\n",
                "{\"version\":1}\n",
                "{\"version\":\"1\"}\n",
                "{\"version\":1.5}\n",
                "{\"version\":1,\"command\":7}\n",
                "{\"version\":1,\"command\":\"why\",\"arguments\":[8080],\"calledAs\":\"p\",\"netns\":1,\"pidns\":1}\n",
                "{\"version\":1,\"command\":\"why\",\"arguments\":[[\"8080\"]],\"calledAs\":\"p\",\"netns\":1,\"pidns\":1}\n",
                "{\"version\":1,\"command\":\"why\",\"arguments\":{},\"calledAs\":\"p\",\"netns\":1,\"pidns\":1}\n",
                "{\"version\":1,\"command\":\"why\",\"arguments\":[],\"calledAs\":\"p\",\"netns\":99999999999999999999,\"pidns\":1}\n",
                "{\"version\":1,\"command\":\"why\",\"arguments\":[],\"calledAs\":\"p\",\"netns\":1,\"pidns\":1} {}\n",
                "{\"version\":1,\"command\":\"why\",\"arguments\":[],\"calledAs\":\"p\",\"netns\":1,\"pidns\":1,\"uid\":\"0\"}\n",
                "{\"a\":[[[[[[[[[[]]]]]]]]]]}\n"
            })
    void whatIsNoRequestIsMalformed(String line) throws Exception {
        start(request -> new Done(0, "", ""), PATIENCE);
        assertThat(problem(line)).isEqualTo(LocalProblem.MALFORMED);
        assertThat(LocalClient.ask(file(), REQUEST, PATIENCE))
                .as("the next one")
                .isPresent();
    }

    @Test
    void bytesThatAreNotUtf8AreMalformed() throws Exception {
        start(request -> new Done(0, "", ""), PATIENCE);
        assertThat(exchange(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}', '\n'}))
                .isEqualTo(new Refused(LocalProblem.MALFORMED, "not JSON"));
    }

    @ParameterizedTest
    @CsvSource({"0", "2", "-1", "1000"})
    void anotherVersionIsSaidToBe(int version) throws Exception {
        start(request -> new Done(0, "", ""), PATIENCE);
        assertThat(problem("{\"version\":" + version + "}\n")).isEqualTo(LocalProblem.UNSUPPORTED_VERSION);
    }

    @Test
    void unknownFieldsAreIgnored() throws Exception {
        start(request -> new Done(0, request.command(), ""), PATIENCE);
        assertThat(exchange(
                        ("{\"new\":{\"a\":[1,{}]},\"version\":1,\"command\":\"why\",\"arguments\":[],\"calledAs\":\"p\","
                                        + "\"netns\":1,\"pidns\":1,\"more\":null}\n")
                                .getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Done(0, "why", ""));
    }

    @Test
    void aRequestWithoutEndIsTooLarge() throws Exception {
        start(request -> new Done(0, "", ""), PATIENCE);
        byte[] bytes = new byte[1 << 20];
        Arrays.fill(bytes, (byte) ' ');
        assertThat(exchange(bytes)).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.problem())
                .isEqualTo(LocalProblem.TOO_LARGE));
    }

    @Test
    void anAnswerTooLongForTheAgentIsRefused() throws Exception {
        start(request -> new Done(0, "x".repeat(LocalWire.MAX_REPLY_BYTES), ""), PATIENCE);
        assertThat(LocalClient.exchange(file(), REQUEST))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.problem()).isEqualTo(LocalProblem.TOO_LARGE));
        assertThat(LocalClient.ask(file(), REQUEST, PATIENCE)).isEmpty();
    }

    @Test
    void whoDoesNotFinishIsTooSlow() throws Exception {
        start(request -> new Done(0, "", ""), Duration.ofMillis(800));
        assertThat(problem("{\"version\":1,")).isEqualTo(LocalProblem.TOO_SLOW);
    }

    @Test
    void whoTakesNoAnswerIsLeft() throws Exception {
        start(request -> new Done(0, "x".repeat(1 << 20), ""), Duration.ofMillis(800));
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(file()));
            Line.write(channel, LocalWire.line(REQUEST));
            // nothing is read until the server has given up: then what is left ends before its newline
            await().atMost(PATIENCE).until(() -> isClosed(channel));
        }
    }

    /** A write to a connection that the other end has closed fails. */
    private static boolean isClosed(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(new byte[1]));
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void tooManyAtOnceAreTurnedAway() throws Exception {
        CountDownLatch inside = new CountDownLatch(8);
        CountDownLatch end = new CountDownLatch(1);
        start(
                request -> {
                    inside.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return new Done(0, "", "");
                },
                PATIENCE);
        List<FutureTask<LocalReply>> asking = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            FutureTask<LocalReply> one = new FutureTask<>(() -> LocalClient.exchange(file(), REQUEST));
            asking.add(one);
            Thread.ofVirtual().start(one);
        }
        inside.await();
        assertThat(LocalClient.exchange(file(), REQUEST))
                .isEqualTo(new Refused(LocalProblem.BUSY, "too many commands ask at once"));
        end.countDown();
        for (FutureTask<LocalReply> one : asking) {
            assertThat(one.get()).isEqualTo(new Done(0, "", ""));
        }
    }

    @Test
    void aFaultOfTheAgentIsNotTheAskers() throws Exception {
        start(
                request -> {
                    throw new IllegalStateException("for the test");
                },
                PATIENCE);
        assertThat(LocalClient.exchange(file(), REQUEST))
                .isEqualTo(new Refused(LocalProblem.FAILED, "the agent's log says more"));
    }

    @Test
    void withoutAnAgentThereIsNoAnswer() throws IOException {
        assertThat(LocalClient.ask(file(), REQUEST, PATIENCE)).isEmpty();
        leaveBehind();
        assertThat(LocalClient.ask(file(), REQUEST, PATIENCE)).isEmpty();
        Files.delete(file());
    }

    /** What an agent leaves that was killed. */
    private void leaveBehind() throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(file()));
        }
        assertThat(file()).exists();
    }

    @Test
    void whatADeadAgentLeftIsReplacedAndALivingOneIsNot() throws Exception {
        leaveBehind();
        start(request -> new Done(0, "first", ""), PATIENCE);
        assertThatIOException()
                .isThrownBy(() -> LocalServer.start(file(), request -> new Done(0, "second", ""), PATIENCE))
                .withMessageContaining("another agent answers at");
        assertThat(LocalClient.ask(file(), REQUEST, PATIENCE)).contains(new Done(0, "first", ""));
    }

    @Test
    void anAgentThatDoesNotAnswerIsNotWaitedForLong() throws Exception {
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(file()));
            assertThat(LocalClient.ask(file(), REQUEST, Duration.ofMillis(200))).isEmpty();
        }
        Files.delete(file());
    }
}
