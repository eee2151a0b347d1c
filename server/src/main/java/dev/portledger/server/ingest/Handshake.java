package dev.portledger.server.ingest;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.HelloProof;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.trust.PublicKey;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.database.LedgerUnavailableException;
import dev.portledger.server.host.HostKeys;
import dev.portledger.server.host.HostRecords;
import dev.portledger.server.ledger.write.StreamAdmission;
import dev.portledger.server.trust.AgentReports;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Decides whether an agent that says hello is who it says it is, and how it goes on. */
@ApplicationScoped
class Handshake {

    /** Agents that come back all at once do not take the database from everybody else. */
    private static final int AT_ONCE = 6;

    private static final int NONCE_BYTES = 32;

    private final AgroalDataSource database;
    private final HostRecords hosts;
    private final HostKeys keys;
    private final AgentReports reports;
    private final LedgerAvailability availability;
    private final SecureRandom random = new SecureRandom();
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final AtomicLong admissions = new AtomicLong();

    Handshake(
            AgroalDataSource database,
            HostRecords hosts,
            HostKeys keys,
            AgentReports reports,
            LedgerAvailability availability) {
        this.database = database;
        this.hosts = hosts;
        this.keys = keys;
        this.reports = reports;
        this.availability = availability;
    }

    /**
     * @param protocol the version that both speak
     * @param number rises with each admission of a host to this server
     */
    record Accepted(int protocol, StreamAdmission.Admission admission, long number) {}

    String nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return Base64.getEncoder().encodeToString(nonce);
    }

    /** @throws ConversationEnded with what the agent is told when it is not let in */
    Accepted accept(AgentFrame.Hello hello, String nonce, Duration skew, Instant at)
            throws ConversationEnded, InterruptedException {
        int protocol = Math.min(hello.maxProtocol(), FrameLimits.MAX_PROTOCOL);
        if (protocol < FrameLimits.MIN_PROTOCOL || protocol < hello.minProtocol()) {
            throw new ConversationEnded(AgentLink.goodbyeForGood(
                    ProblemCode.PROTOCOL_UNSUPPORTED,
                    "this server speaks versions " + FrameLimits.MIN_PROTOCOL + " to " + FrameLimits.MAX_PROTOCOL));
        }
        if (!availability.isReadable()) {
            throw unavailable();
        }
        turns.acquire();
        try {
            HostKeys.Known known = keys.of(hello.hostId())
                    .orElseThrow(() -> new ConversationEnded(
                            AgentLink.goodbyeForGood(ProblemCode.HOST_UNKNOWN, "no host with this id is enrolled")));
            Optional<PublicKey> taken = known.next().filter(key -> isSigned(hello, nonce, key));
            if (taken.isEmpty() && !isSigned(hello, nonce, known.key())) {
                reports.helloRefused(hello.hostId(), "agent.signature_invalid");
                throw new ConversationEnded(AgentLink.goodbyeForGood(
                        ProblemCode.SIGNATURE_INVALID, "the hello is not signed with the host's key"));
            }
            if (known.revoked()) {
                reports.helloRefused(hello.hostId(), "agent.revoked");
                throw new ConversationEnded(AgentLink.goodbyeForGood(
                        ProblemCode.HOST_REVOKED,
                        "this host may not connect any more; an administrator can let it in again"));
            }
            return QuarkusTransaction.requiringNew().call(() -> admit(protocol, hello, skew, at, taken, known.key()));
        } catch (SQLException | RuntimeException e) {
            if (availability.failed(e)) {
                throw unavailable();
            }
            throw new IllegalStateException("hello of host " + hello.hostId() + ": " + Failures.summary(e));
        } finally {
            turns.release();
        }
    }

    private Accepted admit(
            int protocol,
            AgentFrame.Hello hello,
            Duration skew,
            Instant at,
            Optional<PublicKey> taken,
            PublicKey before)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            StreamAdmission.Admission admission = StreamAdmission.admit(
                    connection, hello.hostId(), hello.epoch(), hello.acknowledged(), hello.digest());
            hosts.connected(connection, hello, skew, at);
            if (taken.isPresent()) {
                reports.keyTaken(connection, hello.hostId(), taken.get(), before, at);
            }
            // the host's row is locked: numbers are given in the order in which the ledger sees the admissions
            return new Accepted(protocol, admission, admissions.incrementAndGet());
        }
    }

    private static boolean isSigned(AgentFrame.Hello hello, String nonce, PublicKey key) {
        return key.verifies(HelloProof.message(nonce, hello.hostId(), hello.epoch()), hello.signature());
    }

    static ConversationEnded unavailable() {
        return new ConversationEnded(AgentLink.goodbye(
                ProblemCode.LEDGER_UNAVAILABLE,
                "the ledger cannot be written at the moment",
                LedgerUnavailableException.RETRY_AFTER));
    }
}
