/** Hosts as witnesses of the audit log: their agents are given each checkpoint, cosign it, and keep it. */
@NullMarked
package dev.portledger.server.witness;

import org.jspecify.annotations.NullMarked;
