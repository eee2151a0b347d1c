/** What is in a bad way on a host before anything has failed there. */
@NullMarked
package dev.portledger.server.finding;

import org.jspecify.annotations.NullMarked;
