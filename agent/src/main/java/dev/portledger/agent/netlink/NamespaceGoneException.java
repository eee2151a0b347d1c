package dev.portledger.agent.netlink;

import java.io.IOException;

/** No process by which a namespace was to be reached is in it any more. */
public final class NamespaceGoneException extends IOException {

    private static final long serialVersionUID = 1L;

    NamespaceGoneException(long inode) {
        super("nobody is left by whom network namespace " + inode + " could be reached");
    }
}
