package dev.portledger.server.audit;

import dev.portledger.domain.audit.Checkpoint;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.audit.TreeHash;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** The key that signs this log's checkpoints. */
final class LogKey {

    private final NoteKey key;
    private final PrivateKey secret;

    LogKey(NoteKey key, PrivateKey secret) {
        this.key = key;
        this.secret = secret;
    }

    NoteKey key() {
        return key;
    }

    boolean isPair() {
        return sign(0, TreeHash.ofNothing()).by(key).isPresent();
    }

    SignedCheckpoint sign(long size, TreeHash root) {
        return SignedCheckpoint.by(key, this::sign, new Checkpoint(key.name(), size, root));
    }

    private byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(secret);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an Ed25519 key signs anything", e);
        }
    }
}
