@NullMarked
package dev.portledger.agent.uplink;

import org.jspecify.annotations.NullMarked;
