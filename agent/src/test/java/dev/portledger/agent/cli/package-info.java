@NullMarked
package dev.portledger.agent.cli;

import org.jspecify.annotations.NullMarked;
