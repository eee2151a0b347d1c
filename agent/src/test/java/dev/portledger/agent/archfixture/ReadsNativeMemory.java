package dev.portledger.agent.archfixture;

import java.lang.foreign.MemorySegment;

/** Touches native memory outside of the packages that may. */
public record ReadsNativeMemory(MemorySegment memory) {}
