package dev.portledger.agent.uplink;

import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.witness.LogWitness;
import dev.portledger.domain.finding.Sysctls;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.PolicyFacts;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame.Goodbye;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the agent connected: one thread, one connection at a time.
 *
 * <pre>
 *            ┌──────────────── lost: after a jittered, growing pause ────────────────┐
 *            ▼                                                                       │
 *        dial ──► challenge ──► hello ──► welcome ──► frames out, acks and commands in
 *            │                     │
 *            │                     └─► goodbye HOST_UNKNOWN ──► enrol with the token file, else say how
 *            └─► goodbye with retryAfter: then
 * </pre>
 */
public final class Uplink implements AutoCloseable {

    /**
     * @param server address of the server, http or https
     * @param stateFolder where the key is
     * @param tokenFile file with an enrolment token; need not exist
     * @param trust who is trusted for TLS; the JDK's default when empty
     * @param serverKey id of the server's command key, if it is configured
     * @param firstPause between the first two attempts to connect
     * @param longestPause between two attempts
     */
    public record Settings(
            URI server,
            Path stateFolder,
            Optional<Path> tokenFile,
            Optional<SSLContext> trust,
            Optional<String> serverKey,
            Duration firstPause,
            Duration longestPause) {}

    /**
     * What the agent says of itself and its host.
     *
     * @param netns inode number of the agent's own network namespace
     */
    public record Self(
            Boot boot,
            long netns,
            String agentVersion,
            Supplier<List<Facility>> facilities,
            Supplier<Sysctls> sysctls,
            Supplier<PolicyFacts> policy) {}

    private static final Logger LOG = Logger.getLogger(Uplink.class);
    private static final Set<ProblemCode> ENROL_AGAIN =
            EnumSet.of(ProblemCode.HOST_UNKNOWN, ProblemCode.SIGNATURE_INVALID, ProblemCode.HOST_REVOKED);
    private static final Duration WITHOUT_AN_OPERATOR = Duration.ofSeconds(30);

    private final Settings settings;
    private final Session.Parts parts;
    private final JdkDialer dialer;
    private final Enrolment enrolment;
    private final LogWitness witness;
    private final Pause pause;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Session session;
    private String lastComplaint = "";

    /** @throws IOException when what this host keeps of the audit log cannot be read */
    public Uplink(
            Settings settings,
            HostTrust trust,
            Self self,
            HostClock clock,
            Outbox outbox,
            LookLoop looks,
            ServerCommands commands)
            throws IOException {
        this.settings = settings;
        dialer = new JdkDialer("https".equals(settings.server().getScheme()), settings.trust());
        enrolment = new Enrolment(
                dialer, settings.server(), settings.tokenFile(), trust, new ServerKeys(settings.serverKey()));
        witness = LogWitness.open(settings.stateFolder(), settings.server(), trust.hostId(), trust.keys());
        HelloFrames hellos = new HelloFrames(trust, self, clock, outbox, witness);
        parts = new Session.Parts(hellos, clock, outbox, looks, commands, witness, trust);
        pause = new Pause(settings.firstPause(), settings.longestPause(), ThreadLocalRandom.current()::nextDouble);
        thread = Thread.ofPlatform().name("uplink").unstarted(this::run);
        outbox.onAppend(this::wake);
    }

    public UUID hostId() {
        return parts.trust().hostId();
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (closing.getCount() > 0) {
            waitFor(attempt());
        }
    }

    /** @return how long to wait before the next one */
    private Duration attempt() {
        try {
            if (enrolment.isDue()) {
                enrolment.enrol();
            }
            return afterwards(connect());
        } catch (EnrolmentException e) {
            complain(e.getMessage());
            return e.isForPeople() ? WITHOUT_AN_OPERATOR : pause.next();
        } catch (IOException e) {
            complain("not connected to " + settings.server() + ": " + e.getMessage());
            return pause.next();
        } catch (RuntimeException e) {
            LOG.error("the connection ended by a fault of the agent", e);
            return pause.next();
        }
    }

    private SessionEnd connect() throws IOException {
        try (Session fresh = new Session(parts, this::welcomed)) {
            session = fresh;
            return closing.getCount() == 0 ? new SessionEnd.Closing() : fresh.run(dialer, address());
        } finally {
            session = null;
        }
    }

    private void welcomed() {
        pause.reset();
        lastComplaint = "";
        EnrolmentNote.write(
                settings.stateFolder(), settings.server(), parts.clock().instant());
        LOG.infof("connected to %s as host %s", settings.server(), hostId());
    }

    private void wake() {
        Session current = session;
        if (current != null) {
            current.wake();
        }
    }

    private URI address() {
        return URI.create(
                settings.server().toString().replaceFirst("^http", "ws").replaceFirst("/$", "") + "/agent/v1");
    }

    private Duration afterwards(SessionEnd end) {
        return switch (end) {
            case SessionEnd.Closing closed -> Duration.ZERO;
            case SessionEnd.Restart restart -> {
                LOG.info("connecting anew: " + restart.reason());
                yield pause.next();
            }
            case SessionEnd.Lost lost -> {
                complain("not connected to " + settings.server() + ": " + lost.reason());
                yield pause.next();
            }
            case SessionEnd.Dismissed dismissed -> afterGoodbye(dismissed.goodbye());
        };
    }

    private Duration afterGoodbye(Goodbye goodbye) {
        if (ENROL_AGAIN.contains(goodbye.code())) {
            enrolment.require(goodbye.code());
            EnrolmentNote.remove(settings.stateFolder());
            return Duration.ZERO;
        }
        complain("the server ends the connection, " + goodbye.code() + ": " + goodbye.message());
        return goodbye.retryAfter().map(pause::spread).orElse(WITHOUT_AN_OPERATOR);
    }

    /** The same sentence once, not at every attempt. */
    private void complain(String message) {
        if (!message.equals(lastComplaint)) {
            LOG.warn(message);
            lastComplaint = message;
        }
    }

    private void waitFor(Duration time) {
        try {
            if (closing.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.debug("closing instead of connecting again");
            }
        } catch (InterruptedException e) {
            closing.countDown();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        Session current = session;
        if (current != null) {
            current.end(new SessionEnd.Closing());
        }
        try {
            if (thread.isAlive()) {
                thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        witness.close();
        dialer.close();
    }
}
