/** How a host becomes known: a single-use token against its agent's public key. */
@NullMarked
package dev.portledger.server.enrolment;

import org.jspecify.annotations.NullMarked;
