package dev.portledger.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The uplink over TLS: whom it trusts, and what it says of those it does not. */
final class UplinkTlsIT {

    @TempDir
    static Path certificates;

    private static Path authority;
    private static Path otherAuthority;
    private static TestingCertificates.Server good;
    private static TestingCertificates.Server expired;
    private static TestingCertificates.Server early;
    private static TestingCertificates.Server ofAnotherHost;

    @TempDir
    Path folder;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger(Uplink.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            Object[] values = record.getParameters();
            log.add(values == null ? record.getMessage() : String.format(Locale.ROOT, record.getMessage(), values));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeAll
    static void make() throws Exception {
        TestingCertificates made = new TestingCertificates(certificates);
        authority = made.authority("authority");
        otherAuthority = made.authority("other-authority");
        good = made.server("good", "authority", "-ext", "san=dns:localhost", "-validity", "2");
        expired =
                made.server("expired", "authority", "-ext", "san=dns:localhost", "-startdate", "-9d", "-validity", "5");
        early = made.server("early", "authority", "-ext", "san=dns:localhost", "-startdate", "+5d", "-validity", "5");
        ofAnotherHost = made.server("other-host", "authority", "-ext", "san=dns:ports.example.com", "-validity", "2");
    }

    @BeforeEach
    void listenToTheLog() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    private static TestingServer server(TestingCertificates.Server identity) {
        return TestingServer.withTls(identity.key(), identity.certificate());
    }

    private TestingAgent agent(TestingServer server, Path trusted) throws IOException {
        Files.writeString(folder.resolve("token"), TestingServer.TOKEN);
        return new TestingAgent(server.address(), folder, Optional.of(TrustFile.read(trusted)), 8 << 20);
    }

    @Test
    void speaksToAServerOfItsAuthority() throws Exception {
        try (TestingServer server = server(good);
                TestingAgent agent = agent(server, authority)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> server.applied().isPresent() && agent.outbox.waiting() == 0);
            assertThat(server.complaints()).isEmpty();
            assertThat(log).containsOnlyOnce("connected to " + server.address() + " as host " + agent.hostId());
            server.cut();
            await().atMost(Duration.ofSeconds(20)).until(() -> server.hellos() == 2);
        }
    }

    @Test
    void severalAuthoritiesMayBeInTheFile() throws Exception {
        Path both = Files.writeString(
                folder.resolve("both.pem"),
                "a comment\n" + Files.readString(otherAuthority) + "\n" + Files.readString(authority));
        try (TestingServer server = server(good);
                TestingAgent agent = agent(server, both)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> server.applied().isPresent() && agent.outbox.waiting() == 0);
        }
    }

    @Test
    void refusesAServerOfAnotherAuthority() throws Exception {
        assertRefused(good, otherAuthority, "the server's certificate is from no authority that is trusted here");
    }

    @Test
    void refusesWhatHasExpired() throws Exception {
        assertRefused(expired, authority, "the server's certificate has expired (NotAfter: ");
    }

    @Test
    void refusesWhatIsNotValidYet() throws Exception {
        assertRefused(early, authority, "the server's certificate is not valid yet (NotBefore: ");
    }

    @Test
    void refusesTheCertificateOfAnotherHost() throws Exception {
        assertRefused(
                ofAnotherHost,
                authority,
                "the server's certificate is refused: No subject alternative DNS name matching localhost found");
    }

    /** Neither the token nor a frame is sent, and the agent goes on watching and trying. */
    private void assertRefused(TestingCertificates.Server identity, Path trusted, String why) throws Exception {
        try (TestingServer server = server(identity);
                TestingAgent agent = agent(server, trusted)) {
            String complaint = "not connected to " + server.address() + ": " + why;
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> log.stream().anyMatch(line -> line.startsWith(complaint)));
            await().atMost(Duration.ofSeconds(20)).until(() -> agent.outbox.waiting() > 0);
            assertThat(server.requests()).isZero();
            assertThat(server.hellos()).isZero();
            assertThat(log).as("once, not at every attempt").hasSize(1);
        }
    }

    @Test
    void plainHttpIsNotTaken() throws Exception {
        try (TestingServer plain = new TestingServer()) {
            Files.writeString(folder.resolve("token"), TestingServer.TOKEN);
            java.net.URI https = java.net.URI.create(plain.address().toString().replace("http:", "https:"));
            try (TestingAgent agent =
                    new TestingAgent(https, folder, Optional.of(TrustFile.read(authority)), 8 << 20)) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> log.stream().anyMatch(line -> line.startsWith("not connected to " + https)));
                assertThat(agent.hostId()).isNotNull();
                assertThat(plain.hellos()).isZero();
            }
        }
    }

    @Test
    void aFileThatIsNoListOfCertificatesIsNamed() throws Exception {
        Path missing = folder.resolve("missing.pem");
        assertThatThrownBy(() -> TrustFile.read(missing))
                .isInstanceOf(IOException.class)
                .hasMessage(missing + " does not exist");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertThatThrownBy(() -> TrustFile.read(empty))
                .isInstanceOf(IOException.class)
                .hasMessage(empty + " holds no certificate");
        String certificate = Files.readString(authority);
        for (String text : List.of(
                "no certificate at all\n",
                Files.readString(good.key()),
                certificate.substring(0, certificate.length() / 2),
                certificate.replace("\nMI", "\nXX"))) {
            Path malformed = Files.writeString(folder.resolve("malformed.pem"), text);
            assertThatThrownBy(() -> TrustFile.read(malformed))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(malformed + " ")
                    .hasMessageMatching("(?s).*(holds no certificate|is no list of certificates in PEM form).*");
        }
        assertThatThrownBy(() -> TrustFile.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.toString());
    }
}
