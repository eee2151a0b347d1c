package dev.portledger.agent.stop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** A program that listens: what the tests stop. Prints its port once it does. */
final class ListeningProgram {

    private ListeningProgram() {}

    /** @param arguments the port, 0 for any, and {@code plain} or {@code ignores-sigterm} */
    public static void main(String... arguments) throws IOException {
        if (arguments[1].equals("ignores-sigterm")) {
            // a JVM that runs its hooks goes on listening until they are done
            Runtime.getRuntime().addShutdownHook(new Thread(ListeningProgram::waitForever));
        }
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])));
            System.out.println(server.getLocalPort());
            while (true) {
                try (Socket connection = server.accept()) {
                    connection.shutdownOutput(); // closes first, so TIME_WAIT stays on this side
                    connection.getInputStream().readAllBytes();
                }
            }
        }
    }

    private static void waitForever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts the program again whenever it ends: a supervisor, as far as the tests need one. */
    static final class Restarter {

        private Restarter() {}

        public static void main(String... arguments) throws IOException, InterruptedException {
            while (true) {
                Process child = TestingProcess.builder(ListeningProgram.class, arguments)
                        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                        .start();
                child.waitFor();
            }
        }
    }
}
