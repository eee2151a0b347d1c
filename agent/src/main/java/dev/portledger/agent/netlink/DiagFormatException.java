package dev.portledger.agent.netlink;

import java.io.IOException;

/** A reply of sock_diag that breaks its own format; nothing of the dump may be believed. */
public final class DiagFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    DiagFormatException(String what, int at) {
        super("malformed sock_diag reply: " + what + " at byte " + at);
    }
}
