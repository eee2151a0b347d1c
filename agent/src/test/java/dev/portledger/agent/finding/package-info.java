@NullMarked
package dev.portledger.agent.finding;

import org.jspecify.annotations.NullMarked;
