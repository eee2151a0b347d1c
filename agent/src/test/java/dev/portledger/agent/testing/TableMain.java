package dev.portledger.agent.testing;

import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.domain.frame.FrameJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Looks once and prints the facilities and the listeners as JSON, one a line; for another user's eyes, or another network namespace's.
 * Arguments: the engine's sockets, else those of this host.
 */
public final class TableMain {

    private TableMain() {}

    public static void main(String[] args) throws IOException {
        EngineSockets engines = args.length == 0
                ? EngineSockets.ofThisHost()
                : EngineSockets.at(Arrays.stream(args).map(Path::of).toList());
        try (SocketTable table = SocketTable.open(SocketTable.Settings.DEFAULT.asking(engines), HostClock.start())) {
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
