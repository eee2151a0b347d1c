@NullMarked
package dev.portledger.agent.bindwatch;

import org.jspecify.annotations.NullMarked;
