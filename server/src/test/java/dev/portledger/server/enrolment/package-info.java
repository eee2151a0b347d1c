/** Enrolment over HTTP with a real database. */
@NullMarked
package dev.portledger.server.enrolment;

import org.jspecify.annotations.NullMarked;
