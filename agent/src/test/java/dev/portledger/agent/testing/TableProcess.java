package dev.portledger.agent.testing;

import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.socket.Listener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a {@link TableMain} in a process of its own has said. */
public record TableProcess(List<Facility> facilities, List<Listener> listeners) {

    /** @param command runs {@link TableMain} */
    public static TableProcess look(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        if (process.waitFor() != 0) {
            throw new IOException("it has ended with status " + process.exitValue());
        }
        List<Facility> facilities = new ArrayList<>();
        List<Listener> listeners = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("{\"name\":")) {
                facilities.add(FrameJson.mapper().readValue(line, Facility.class));
            } else {
                listeners.add(FrameJson.mapper().readValue(line, Listener.class));
            }
        }
        return new TableProcess(facilities, listeners);
    }

    public Facility facility(String name) {
        return facilities.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The only listener on an IPv4 address; the JDK's sockets are of IPv6 and have it behind {@code ::ffff:}. */
    public Listener listener(String address) {
        List<Listener> there = listeners.stream()
                .filter(one -> one.key().endpoint().address().text().endsWith(address))
                .toList();
        if (there.size() != 1) {
            throw new AssertionError("on " + address + " there are " + there);
        }
        return there.getFirst();
    }
}
