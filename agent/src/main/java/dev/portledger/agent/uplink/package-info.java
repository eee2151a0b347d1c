/** The way to the server: enrolment, the connection, and the outbox that keeps what is not acknowledged yet. */
@NullMarked
package dev.portledger.agent.uplink;

import org.jspecify.annotations.NullMarked;
