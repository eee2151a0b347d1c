/** What is in a bad way on this host before anything has failed. */
@NullMarked
package dev.portledger.agent.finding;

import org.jspecify.annotations.NullMarked;
