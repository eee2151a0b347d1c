package dev.portledger.agent.testing;

import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.domain.frame.FrameJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks once and prints the facilities and the listeners as JSON, one a line; for another user's eyes, or another network namespace's.
 * Arguments: {@code --namespaces=N}, how many other network namespaces are read, none unless given; the engine's sockets, else those
 * of this host.
 */
public final class TableMain {

    public static final String NAMESPACES = "--namespaces=";

    private TableMain() {}

    public static void main(String[] args) throws IOException {
        List<String> sockets = new ArrayList<>(List.of(args));
        int namespaces = 0;
        if (!sockets.isEmpty() && sockets.getFirst().startsWith(NAMESPACES)) {
            namespaces = Integer.parseInt(sockets.removeFirst().substring(NAMESPACES.length()));
        }
        EngineSockets engines = sockets.isEmpty()
                ? EngineSockets.ofThisHost()
                : EngineSockets.at(sockets.stream().map(Path::of).toList());
        SocketTable.Settings settings =
                SocketTable.Settings.DEFAULT.asking(engines).reading(namespaces);
        try (SocketTable table = SocketTable.open(settings, HostClock.start())) {
            table.look();
            table.awaitEngines();
            table.look();
            for (var facility : table.facilities()) {
                System.out.println(FrameJson.mapper().writeValueAsString(facility));
            }
            for (var listener : table.state().listeners()) {
                System.out.println(FrameJson.mapper().writeValueAsString(listener));
            }
        }
    }
}
