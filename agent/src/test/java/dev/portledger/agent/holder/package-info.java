@NullMarked
package dev.portledger.agent.holder;

import org.jspecify.annotations.NullMarked;
