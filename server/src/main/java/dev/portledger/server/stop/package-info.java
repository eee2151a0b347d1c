/** Freeing a port: planned from fresh evidence, requested with a reason, carried out by the host's agent, verified, and audited. */
@NullMarked
package dev.portledger.server.stop;

import org.jspecify.annotations.NullMarked;
