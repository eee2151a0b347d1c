package dev.portledger.local;

import dev.portledger.local.terminal.Exit;
import dev.portledger.local.terminal.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/** Whether the console's port can be had, and if not, who has it: asked of the agent's own code. */
record Port(int number, Jvm jvm) {

    private static final int MOST = 65535;

    void mustBeFree() throws Trouble, InterruptedException {
        try {
            bind(number);
        } catch (IOException e) {
            throw new Trouble(Exit.PORT_BUSY, inWords(String.valueOf(e.getMessage())));
        }
    }

    /** Some free port on loopback. It can be taken again before it is used, which the user of it then reports. */
    static int anyFree() throws IOException {
        return bind(0);
    }

    private String inWords(String error) throws InterruptedException {
        String another = "Choose another port: ./portledger up --port " + nextFree();
        if (!error.contains("in use")) {
            return "Port " + number + " on 127.0.0.1 cannot be had: " + error + "\n" + another;
        }
        return "Port " + number + " on 127.0.0.1 is in use.\n\n" + holders().stripTrailing() + "\n\n" + another;
    }

    private String holders() throws InterruptedException {
        try {
            Process listeners = new ProcessBuilder(jvm.agent("listeners", "--port", Integer.toString(number)))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            listeners.getOutputStream().close();
            String said = new String(listeners.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return listeners.waitFor() == 0 ? said : "Who holds it is unknown: the agent could not look.";
        } catch (IOException e) {
            return "Who holds it is unknown: " + e.getMessage();
        }
    }

    private int nextFree() {
        return IntStream.rangeClosed(number + 1, MOST)
                .filter(candidate -> {
                    try {
                        bind(candidate);
                        return true;
                    } catch (IOException e) {
                        return false;
                    }
                })
                .findFirst()
                .orElse(Options.DEFAULT_PORT);
    }

    private static int bind(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return socket.getLocalPort();
        }
    }
}
