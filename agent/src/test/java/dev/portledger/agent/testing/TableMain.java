package dev.portledger.agent.testing;

import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.domain.frame.FrameJson;
import java.io.IOException;

/** Looks once and prints the facilities and the listeners as JSON, one a line; for another user's eyes. */
public final class TableMain {

    private TableMain() {}

    public static void main(String[] args) throws IOException {
        try (SocketTable table = SocketTable.open(SocketTable.Settings.DEFAULT, HostClock.start())) {
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
