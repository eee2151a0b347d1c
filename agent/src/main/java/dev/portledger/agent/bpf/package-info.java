/** Programs of our own in the kernel: an assembler, bpf(2), maps, and the ring buffer, without libbpf or a compiler. */
@NullMarked
package dev.portledger.agent.bpf;

import org.jspecify.annotations.NullMarked;
