package dev.portledger.agent.archfixture;

import dev.portledger.agent.kernel.Native;
import dev.portledger.agent.kernel.Syscall;

/** Breaks the rule that system calls are made in their places. */
public record CallsTheKernel() {
    static void closeNothing() {
        Native.call(Syscall.CLOSE, -1, 0, 0);
    }
}
