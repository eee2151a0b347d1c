package dev.portledger.agent.uplink;

import java.io.IOException;

/** One WebSocket connection, seen from a single thread that sends. */
interface Link extends AutoCloseable {

    /**
     * Sends a text frame and waits until the socket has taken it: that is how a slow server slows the agent.
     *
     * @throws IOException when the connection is gone, or nothing was taken for too long
     */
    void send(String text) throws IOException;

    /** Ends the connection; without effect when it has ended. */
    @Override
    void close();

    /** Where a connection's events go. Both are called by one thread at a time and may block it. */
    interface Inbox {
        void text(String text);

        /** The connection has ended; nothing comes after this. */
        void closed(String reason);
    }
}
