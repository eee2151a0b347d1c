@NullMarked
package dev.portledger.agent.socket;

import org.jspecify.annotations.NullMarked;
