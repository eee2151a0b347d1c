/** The audit log as anybody can check it: entries, their Merkle tree (RFC 6962), signed checkpoints (C2SP), and an offline verifier. */
@NullMarked
package dev.portledger.domain.audit;

import org.jspecify.annotations.NullMarked;
