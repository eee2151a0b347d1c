package dev.portledger.agent.netlink;

import java.io.IOException;

/** This process may not enter another namespace; the message names what it lacks. */
public final class NamespaceRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    NamespaceRefusedException(String message) {
        super(message);
    }
}
