@NullMarked
package dev.portledger.agent.bpf;

import org.jspecify.annotations.NullMarked;
