@NullMarked
package dev.portledger.agent.engine;

import org.jspecify.annotations.NullMarked;
