/** The command line, and what puts the agent's parts together: {@code run}, {@code enrol}, {@code listeners}, {@code doctor}, {@code version}. */
@NullMarked
package dev.portledger.agent.cli;

import org.jspecify.annotations.NullMarked;
