package dev.portledger.agent.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Ports for tests that have to name one. */
public final class Ports {

    private Ports() {}

    /** A port that nobody has on any address, found by binding to it. */
    public static int free() throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(0));
            return socket.getLocalPort();
        }
    }
}
