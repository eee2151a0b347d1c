/** The agent: one per host. Its only way to native code is {@code netlink}, {@code bpf} and {@code kernel}. */
@NullMarked
package dev.portledger.agent;

import org.jspecify.annotations.NullMarked;
