package dev.portledger.agent;

import dev.portledger.agent.cli.Looking;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Does what {@link LocalMain} does for each of its commands where no agent answers, and says nothing: a start-up cache is made of what it
 * loads (deploy/deb/make-start-up-cache).
 */
public final class Rehearsal {

    private Rehearsal() {}

    public static void main(String... args) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            System.setOut(nowhere);
            String port = Integer.toString(socket.getLocalPort());
            for (List<String> command : List.of(
                    List.of("why", port),
                    List.of("why", port, "--json"),
                    List.of("check", "127.0.0.1:" + port),
                    List.of("check", "127.0.0.1:" + port, "--reuseaddr", "--json"),
                    List.of("listeners"),
                    List.of("listeners", "--port", port, "--json"),
                    List.of("time-wait"))) {
                Looking.runAlone(command.toArray(String[]::new));
            }
        }
    }
}
