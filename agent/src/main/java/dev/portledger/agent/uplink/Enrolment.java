package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.ProblemCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes the host known to the server, with a token that an operator has put into a file. */
final class Enrolment {

    private static final Logger LOG = Logger.getLogger(Enrolment.class);

    private final JdkDialer dialer;
    private final URI server;
    private final Optional<Path> tokenFile;
    private final HostTrust trust;
    private final ServerKeys serverKeys;
    private boolean due;

    /** The server knows the host; only its command key is not known here, as after an upgrade from an agent without. */
    private boolean onlyForKeys;

    private String why = "this agent has made its key just now";
    private String refusedToken = "";

    Enrolment(JdkDialer dialer, URI server, Optional<Path> tokenFile, HostTrust trust, ServerKeys serverKeys) {
        this.dialer = dialer;
        this.server = server;
        this.tokenFile = tokenFile;
        this.trust = trust;
        this.serverKeys = serverKeys;
        onlyForKeys = !trust.keys().isFresh() && trust.pins().known().isEmpty();
        due = trust.keys().isFresh() || onlyForKeys;
    }

    /** Whether the server cannot know this host: its key is new, or the server said so. */
    boolean isDue() {
        return due;
    }

    /** The server does not know the host, or not by this key. */
    void require(ProblemCode code) {
        due = true;
        onlyForKeys = false;
        why = switch (code) {
            case HOST_UNKNOWN -> "the server does not know this host";
            case HOST_REVOKED -> "this host's right to connect was taken back; it takes a token for this very host";
            default -> "the server knows this host by another key";
        };
    }

    /**
     * @throws EnrolmentException when there is no token, or the server refuses it
     * @throws IOException when the server cannot be reached
     */
    void enrol() throws EnrolmentException, IOException {
        try {
            enrolNow();
        } catch (EnrolmentException e) {
            if (!onlyForKeys) {
                throw e;
            }
            due = false;
            LOG.warn("the server's command key is not known here, so that nothing can be stopped on this host from the"
                    + " console; enrol it anew by portledger enrol");
        }
    }

    private void enrolNow() throws EnrolmentException, IOException {
        String token = token();
        EnrolmentAnswer answer =
                new EnrolmentRequest(server, trust.hostId(), trust.keys().publicKey()).send(dialer, token);
        due = false;
        switch (answer) {
            case EnrolmentAnswer.Enrolled enrolled -> {
                LOG.infof("enrolled at %s as host %s", server, trust.hostId());
                pin(enrolled);
            }
            case EnrolmentAnswer.Refused refused -> {
                refusedToken = token;
                throw refused(
                        "the server refuses the token in " + tokenFile.orElseThrow() + " (" + refused.code() + ")");
            }
            case EnrolmentAnswer.NotNow later -> {
                due = true;
                throw new EnrolmentException(
                        "the server cannot enrol this host now, HTTP status " + later.status() + ", " + later.code(),
                        false);
            }
        }
    }

    /** Without the keys the host is watched all the same, and takes no commands. */
    private void pin(EnrolmentAnswer.Enrolled enrolled) throws IOException {
        try {
            serverKeys
                    .pin(trust.pins(), enrolled.commandKeys(), false)
                    .ifPresent(key -> LOG.infof("commands are taken if signed with the key %s", key));
        } catch (ServerKeyException e) {
            LOG.errorf("no command of this server is carried out: %s", e.getMessage());
        }
    }

    private String token() throws EnrolmentException {
        if (tokenFile.isEmpty()) {
            due = false;
            throw refused("no enrolment token file is configured");
        }
        String token;
        try {
            token = Files.readString(tokenFile.get()).strip();
        } catch (IOException e) {
            due = false;
            throw refused("there is no readable token in " + tokenFile.get());
        }
        if (token.equals(refusedToken)) {
            due = false;
            throw refused("the server has refused the token in " + tokenFile.get());
        }
        return token;
    }

    private EnrolmentException refused(String what) {
        return new EnrolmentException(
                "not enrolled: " + why + ", and " + what + ". Get an enrolment token from whoever runs the server,"
                        + " and run: portledger enrol --server " + server + " --token-file FILE"
                        + tokenFile
                                .map(file -> "; or write it to " + file + ", which is noticed by itself")
                                .orElse("")
                        + ". The agent goes on watching meanwhile.",
                true);
    }
}
