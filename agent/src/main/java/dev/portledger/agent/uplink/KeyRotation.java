package dev.portledger.agent.uplink;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A wish for another key, which the running agent finds in its state folder and carries out. */
public final class KeyRotation {

    private static final long LOOK_EVERY = Duration.ofMillis(200).toNanos();

    private final Path stateFolder;
    private final String keyId;

    private KeyRotation(Path stateFolder, String keyId) {
        this.stateFolder = stateFolder;
        this.keyId = keyId;
    }

    /**
     * Makes the key that follows; one that was made before and waits is taken.
     *
     * @throws IOException when this user may not; the message is for people
     */
    public static KeyRotation ask(Path stateFolder) throws IOException {
        try {
            return new KeyRotation(
                    stateFolder, AgentKey.nextOf(stateFolder).key().publicKey().id());
        } catch (AccessDeniedException e) {
            throw new IOException(stateFolder + " cannot be used by this user; run this as root", e);
        }
    }

    /** Fingerprint of the key that follows. */
    public String keyId() {
        return keyId;
    }

    /** Waits until the agent uses it; false if it does not in that time. */
    public boolean await(Duration atMost) throws IOException {
        long until = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < until) {
            if (AgentKey.of(stateFolder).key().publicKey().id().equals(keyId)) {
                return true;
            }
            LockSupport.parkNanos(this, LOOK_EVERY);
        }
        return false;
    }
}
