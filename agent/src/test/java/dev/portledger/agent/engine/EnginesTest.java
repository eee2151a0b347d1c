package dev.portledger.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of what engines say, on real unix sockets. */
final class EnginesTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final LocalEndpoint ANY_V4 = new LocalEndpoint(IpAddress.ANY_IPV4, 18080);
    private static final LocalEndpoint ANY_V6 = new LocalEndpoint(IpAddress.ANY_IPV6, 18080);
    private static final ProcessIdentity PROXY = new ProcessIdentity(new UUID(0, 1), 4910, 77);

    @TempDir
    Path folder;

    private Path path;
    private long owner;
    private Engines engines;

    @BeforeEach
    void open() throws IOException {
        path = folder.resolve("docker.sock");
        owner = Integer.toUnsignedLong((Integer) Files.getAttribute(folder, "unix:uid"));
        engines = new Engines(EngineSockets.at(List.of(path)));
    }

    @AfterEach
    void close() {
        engines.close();
    }

    private Finding publisher(LocalEndpoint endpoint) {
        return engines.publisher(PROXY, owner, 5, Protocol.TCP, endpoint);
    }

    private Finding afterAnswer(LocalEndpoint endpoint) {
        publisher(endpoint);
        assertThat(engines.await(LONG)).isTrue();
        return publisher(endpoint);
    }

    private static String name(Finding finding) {
        return finding instanceof Finding.Found(Container container) ? container.name() : finding.toString();
    }

    @Test
    void isAskedInTheBackgroundAndThenKnown() throws IOException {
        try (TestingSocket docker = TestingSocket.at(
                path,
                TestingSocket.list(
                        TestingSocket.container('a', "orders-db", TestingSocket.published("0.0.0.0", 18080))))) {
            assertThat(engines.isNewsDue()).isFalse();
            assertThat(publisher(ANY_V4)).isEqualTo(new Finding.Asking());
            assertThat(engines.await(LONG)).isTrue();
            assertThat(engines.isNewsDue()).isTrue();
            assertThat(engines.isNewsDue()).isFalse();
            assertThat(name(publisher(ANY_V4))).isEqualTo("orders-db");
            assertThat(docker.requests).singleElement().asString().startsWith("GET /containers/json HTTP/1.0\r\n");
            assertThat(engines.facility())
                    .isEqualTo(new Facility("engines", true, path + " lists 1 running", Optional.empty()));
        }
    }

    @Test
    void theExactAddressCountsMoreThanAllAddresses() throws IOException {
        String both = TestingSocket.container('a', "on-one", TestingSocket.published("127.0.0.1", 18080))
                        .replace("}]}]", "}]},")
                + TestingSocket.container('b', "on-all", TestingSocket.published("", 18080))
                        .substring(1);
        try (TestingSocket docker = TestingSocket.at(path, TestingSocket.list(both))) {
            assertThat(name(afterAnswer(new LocalEndpoint(IpAddress.parse("127.0.0.1"), 18080))))
                    .isEqualTo("on-one");
            assertThat(name(afterAnswer(ANY_V6))).isEqualTo("on-all");
            assertThat(afterAnswer(new LocalEndpoint(IpAddress.ANY_IPV4, 18081)))
                    .isEqualTo(new Finding.Unlisted());
            assertThat(docker.requests).isNotEmpty();
        }
    }

    @Test
    void twoThatFitAreNobody() throws IOException {
        String both = TestingSocket.container('a', "one", TestingSocket.published("", 18080))
                        .replace("}]}]", "}]},")
                + TestingSocket.container('b', "two", TestingSocket.published("", 18080))
                        .substring(1);
        try (TestingSocket _ = TestingSocket.at(path, TestingSocket.list(both))) {
            assertThat(afterAnswer(ANY_V6)).isEqualTo(new Finding.Unlisted());
        }
    }

    /** The list is older than the listener: it may name the container that had the port before. */
    @Test
    void anOlderListSaysNothingOfANewListener() throws IOException {
        try (TestingSocket docker = TestingSocket.at(
                path,
                TestingSocket.list(TestingSocket.container('a', "before", TestingSocket.published("::", 18080))))) {
            assertThat(name(afterAnswer(ANY_V6))).isEqualTo("before");
            docker.answer(
                    TestingSocket.list(TestingSocket.container('b', "after", TestingSocket.published("::", 18080))));
            ProcessIdentity next = new ProcessIdentity(PROXY.bootId(), 4999, 99);
            assertThat(engines.publisher(next, owner, 6, Protocol.TCP, ANY_V6)).isEqualTo(new Finding.Asking());
            assertThat(engines.await(LONG)).isTrue();
            assertThat(name(engines.publisher(next, owner, 6, Protocol.TCP, ANY_V6)))
                    .isEqualTo("after");
        }
    }

    @Test
    void aContainerThatIsRenamedIsCalledByItsNewNameWhenAskedAnew() throws IOException {
        try (TestingSocket docker =
                TestingSocket.at(path, TestingSocket.list(TestingSocket.container('a', "app", "")))) {
            String id = "a".repeat(64);
            assertThat(engines.container(id, Optional.of(owner))).isEqualTo(new Finding.Asking());
            assertThat(engines.await(LONG)).isTrue();
            assertThat(name(engines.container(id, Optional.of(owner)))).isEqualTo("app");
            docker.answer(TestingSocket.list(TestingSocket.container('a', "app-old", "")));
            engines.ask();
            assertThat(engines.await(LONG)).isTrue();
            assertThat(name(engines.container(id, Optional.of(owner)))).isEqualTo("app-old");
        }
    }

    @Test
    void anEngineThatHangsCostsNobodyTimeAndIsNamed() throws IOException {
        try (TestingSocket docker = TestingSocket.at(path, TestingSocket.silence())) {
            long before = System.nanoTime();
            assertThat(publisher(ANY_V4)).isEqualTo(new Finding.Asking());
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Engines.PATIENCE.dividedBy(2));
            assertThat(engines.await(LONG)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Engines.PATIENCE.multipliedBy(6));
            assertThat(publisher(ANY_V4)).isEqualTo(new Finding.Unanswered(path + ": it did not answer in time"));
            assertThat(engines.facility().available()).isFalse();
            assertThat(docker.requests).hasSize(1);
        }
    }

    @Test
    void whatWasFoundStaysWhenTheEngineHangsLater() throws IOException {
        try (TestingSocket docker = TestingSocket.at(
                path,
                TestingSocket.list(TestingSocket.container('a', "orders-db", TestingSocket.published("::", 18080))))) {
            assertThat(name(afterAnswer(ANY_V6))).isEqualTo("orders-db");
            docker.answer(TestingSocket.silence());
            engines.ask();
            assertThat(engines.await(LONG)).isTrue();
            assertThat(name(publisher(ANY_V6))).isEqualTo("orders-db");
        }
    }

    @Test
    void anEndlessAnswerIsGivenUp() throws IOException {
        ByteBuffer head = StandardCharsets.US_ASCII.encode("HTTP/1.0 200 OK\r\n\r\n[");
        ByteBuffer blanks = StandardCharsets.US_ASCII.encode(" ".repeat(1 << 16));
        try (TestingSocket _ = TestingSocket.at(path, connection -> {
            connection.write(head);
            while (true) {
                connection.write(blanks.duplicate());
            }
        })) {
            assertThat(afterAnswer(ANY_V4)).isInstanceOf(Finding.Unanswered.class);
        }
    }

    @Test
    void otherAnswersAreSaidToBeNone() throws IOException {
        for (String answer : List.of("", "SSH-2.0-x\r\n", "HTTP/1.1 500 no\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\n{}")) {
            Path other = folder.resolve("other" + answer.length());
            try (TestingSocket _ = TestingSocket.at(other, TestingSocket.text(answer));
                    Engines asked = new Engines(EngineSockets.at(List.of(other)))) {
                asked.ask();
                assertThat(asked.await(LONG)).isTrue();
                assertThat(asked.facility().available()).as(answer).isFalse();
                assertThat(asked.facility().detail()).startsWith(other.toString());
            }
        }
    }

    @Test
    void withoutAnySocketThatIsSaid() {
        assertThat(afterAnswer(ANY_V4)).isEqualTo(new Finding.Unanswered("there is no socket of an engine to ask"));
        assertThat(engines.facility().available()).isTrue();
    }

    /** A user's engine could claim any port; it is believed of the user's own processes only. */
    @Test
    void anEngineOfOneUserDoesNotSpeakForAnother() throws IOException {
        try (TestingSocket docker = TestingSocket.at(
                path, TestingSocket.list(TestingSocket.container('a', "mine", TestingSocket.published("::", 18080))))) {
            engines.publisher(PROXY, owner + 1, 5, Protocol.TCP, ANY_V6);
            assertThat(engines.await(LONG)).isTrue();
            assertThat(engines.publisher(PROXY, owner + 1, 5, Protocol.TCP, ANY_V6))
                    .isInstanceOf(Finding.Unanswered.class);
            assertThat(docker.requests).hasSize(1);
        }
    }
}
