/** This host as a witness of the server's audit log: it keeps signed checkpoints, and says loudly when the log is not what it was. */
@NullMarked
package dev.portledger.agent.witness;

import org.jspecify.annotations.NullMarked;
