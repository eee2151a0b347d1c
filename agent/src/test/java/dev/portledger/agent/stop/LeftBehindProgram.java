package dev.portledger.agent.stop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A program that has closed connections first and listens no more: TIME_WAIT is all that is left of it. */
final class LeftBehindProgram {

    private LeftBehindProgram() {}

    /**
     * Prints the port once they are left, and stays until its input ends.
     *
     * @param arguments the port, and how many on each address, {@code 127.0.0.1=3}
     */
    public static void main(String... arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            String[] wanted = arguments[i].split("=", 2);
            leave(InetAddress.ofLiteral(wanted[0]), port, Integer.parseInt(wanted[1]));
        }
        System.out.println(port);
        System.in.readAllBytes();
    }

    private static void leave(InetAddress address, int port, int count) throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(address, port), 16);
            for (int i = 0; i < count; i++) {
                try (Socket client = new Socket(address, port)) {
                    server.accept().close();
                    if (client.getInputStream().read() != -1) {
                        throw new IOException("the server has not closed first");
                    }
                }
            }
        }
    }
}
