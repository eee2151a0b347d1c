package dev.portledger.server.audit;

import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.SignedCheckpoint;

/** The log was signed as it is. Fired after the checkpoint is stored. */
public record CheckpointSigned(NoteKey key, SignedCheckpoint checkpoint) {}
