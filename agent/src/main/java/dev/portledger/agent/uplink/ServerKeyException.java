package dev.portledger.agent.uplink;

import java.io.IOException;

/** The command key that a server showed is not to be taken; the message is for people. */
public final class ServerKeyException extends IOException {

    private static final long serialVersionUID = 1L;

    ServerKeyException(String message) {
        super(message);
    }
}
