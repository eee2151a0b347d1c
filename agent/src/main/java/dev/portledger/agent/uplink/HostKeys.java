package dev.portledger.agent.uplink;

import dev.portledger.agent.file.WholeFile;
import dev.portledger.agent.witness.LogWitness;
import dev.portledger.domain.frame.AgentFrame.KeyChange;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.HelloProof;
import dev.portledger.domain.trust.NewHostKey;
import dev.portledger.domain.trust.Purpose;
import dev.portledger.domain.trust.Signed;
import dev.portledger.domain.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The key this host is known by, and while it is being replaced the one that follows. Whenever the agent is killed, the key in use is one
 * that the server takes:
 *
 * <pre>
 * agent-key  ──asked──►  agent-key, agent-key.next  ──the server says it knows the next──►  agent-key (the next, by a rename)
 *                        says hello by the old one,                                          says hello by the new one:
 *                        tells of the next again                                             only now the server forgets the old one
 * </pre>
 */
final class HostKeys implements LogWitness.Keys {

    private static final Logger LOG = Logger.getLogger(HostKeys.class);

    private final Path folder;
    private final boolean fresh;
    private SigningKey current;
    private Optional<SigningKey> next = Optional.empty();

    private HostKeys(Path folder, AgentKey key) {
        this.folder = folder;
        fresh = key.fresh();
        current = key.key();
    }

    static HostKeys open(Path stateFolder) throws IOException {
        return new HostKeys(stateFolder, AgentKey.of(stateFolder));
    }

    /** Whether the key was made just now, so that no server can know it. */
    boolean isFresh() {
        return fresh;
    }

    synchronized SigningKey current() {
        return current;
    }

    /** X.509 encoding, base64. */
    String publicKey() {
        return current().publicKey().text();
    }

    /** The signature of a hello, base64. */
    String prove(String nonce, UUID hostId, long epoch) {
        return Base64.getEncoder().encodeToString(current().signature(HelloProof.message(nonce, hostId, epoch)));
    }

    /** X.509 encoding of the key in use. */
    @Override
    public byte[] x509() {
        return current().publicKey().encoded();
    }

    /** The bare signature of a message that says itself what it is. */
    @Override
    public byte[] sign(byte[] message) {
        return current().signature(message);
    }

    Signed sign(Purpose purpose, byte[] payload) {
        return current().sign(purpose, payload);
    }

    /** Makes the key that follows, unless it is there. */
    synchronized void askForNext() throws IOException {
        next = Optional.of(AgentKey.nextOf(folder).key());
    }

    /** What tells the server of the key that follows; empty where none is asked for. {@code rotate-key} may have made it meanwhile. */
    synchronized Optional<KeyChange> change(UUID hostId) {
        try {
            next = AgentKey.nextThere(folder).map(AgentKey::key);
        } catch (IOException e) {
            LOG.warnf("the host's key is not replaced: %s", e.getMessage());
        }
        return next.map(following -> {
            byte[] payload = FrameJson.payload(
                    new NewHostKey(hostId, following.publicKey().text()));
            return new KeyChange(current.sign(Purpose.HOST_KEY, payload), following.sign(Purpose.HOST_KEY, payload));
        });
    }

    /** The server knows that key now. @return whether it is the one in use from here on */
    synchronized boolean accepted(String keyId) throws IOException {
        if (next.filter(key -> key.publicKey().id().equals(keyId)).isEmpty()) {
            return false;
        }
        Files.move(
                folder.resolve(AgentKey.NEXT_FILE),
                folder.resolve(AgentKey.FILE),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        // the server forgets the old one at the next hello
        WholeFile.force(folder);
        current = next.get();
        next = Optional.empty();
        LOG.infof("this host is known by a new key: %s", keyId);
        return true;
    }
}
