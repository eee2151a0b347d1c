package dev.portledger.agent.holder;

import dev.portledger.domain.holder.ProcessIdentity;

/** Whether a process is still the one that was meant and still has the socket open: the question before any signal. */
public final class IdentityCheck {

    private IdentityCheck() {}

    public enum Answer {
        /** Same boot, same start time, and the socket is among its descriptors. */
        HOLDS,
        /** The same process, but it no longer has the socket open. */
        HOLDS_NOT,
        /** There is no process of that pid. */
        ENDED,
        /** Another boot, or the pid belongs to another process by now. */
        OTHER_PROCESS,
        /** Its descriptors may not be read by this user. */
        NOT_PERMITTED
    }

    /** Reads the process anew; nothing is taken from a cache. Open a pidfd before, so that the answer keeps its meaning. */
    public static Answer check(ProcessIdentity process, long inode) {
        throw new UnsupportedOperationException();
    }
}
