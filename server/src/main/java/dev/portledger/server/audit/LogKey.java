package dev.portledger.server.audit;

import dev.portledger.domain.audit.Checkpoint;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.audit.TreeHash;
import dev.portledger.domain.trust.SigningKey;

/** The key that signs this log's checkpoints. */
final class LogKey {

    private final NoteKey key;
    private final SigningKey secret;

    LogKey(NoteKey key, SigningKey secret) {
        this.key = key;
        this.secret = secret;
    }

    NoteKey key() {
        return key;
    }

    SignedCheckpoint sign(long size, TreeHash root) {
        return SignedCheckpoint.by(key, secret::signature, new Checkpoint(key.name(), size, root));
    }
}
