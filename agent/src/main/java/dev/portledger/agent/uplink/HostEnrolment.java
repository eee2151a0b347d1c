package dev.portledger.agent.uplink;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Makes this host known to a server, once, on request of a person; the key is made if there is none. A running agent may use the
 * same state folder meanwhile.
 *
 * @param server http or https
 * @param stateFolder where the key is, or comes to be
 * @param trust who is trusted for TLS; the JDK's default when empty
 * @param serverKey id of the server's command key, as whoever runs the server says it; empty to take what the server shows
 */
public record HostEnrolment(
        URI server, Path stateFolder, Path machineId, Optional<SSLContext> trust, Optional<String> serverKey) {

    /**
     * @param at what the host's clock shows
     * @throws ServerKeyException when the server knows the host now, and this host does not take commands from it
     * @throws IOException when the key cannot be read or made, or the server cannot be reached; the message is for people
     */
    public EnrolmentAnswer enrol(String token, Instant at) throws IOException {
        EnrolmentRequest request = request();
        try (JdkDialer dialer = new JdkDialer("https".equals(server.getScheme()), trust)) {
            EnrolmentAnswer answer = request.send(dialer, token);
            if (answer instanceof EnrolmentAnswer.Enrolled enrolled) {
                new ServerKeys(serverKey).pin(CommandKeyPins.open(stateFolder), enrolled.commandKeys(), true);
                EnrolmentNote.write(stateFolder, server, at);
            }
            return answer;
        } catch (ServerKeyException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    "no answer from " + server + ": " + e.getMessage() + "; the agent goes on as before", e);
        }
    }

    private EnrolmentRequest request() throws IOException {
        try {
            if (!Files.isDirectory(stateFolder)) {
                StateDirectory.create(stateFolder);
            }
            return new EnrolmentRequest(
                    server,
                    HostIdentity.of(machineId, stateFolder),
                    AgentKey.of(stateFolder).publicKey());
        } catch (AccessDeniedException e) {
            throw new IOException(stateFolder + " cannot be used by this user; run this as root", e);
        }
    }
}
