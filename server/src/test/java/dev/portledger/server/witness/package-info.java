@NullMarked
package dev.portledger.server.witness;

import org.jspecify.annotations.NullMarked;
