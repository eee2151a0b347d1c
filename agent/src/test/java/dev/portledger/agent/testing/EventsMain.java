package dev.portledger.agent.testing;

import dev.portledger.agent.bindwatch.EventMode;
import dev.portledger.agent.bindwatch.EventSource;
import dev.portledger.agent.bindwatch.EventSources;
import dev.portledger.agent.socket.HostClock;
import java.io.IOException;

/** Starts the source of events that is its argument, prints the rung in use and its facility, and ends with its input. */
public final class EventsMain {

    private EventsMain() {}

    public static void main(String[] args) throws IOException {
        EventMode wanted = EventMode.of(args[0]).orElseThrow();
        try (EventSource source = EventSources.open(wanted, HostClock.start()::at, event -> {})) {
            System.out.println(source.mode() + " " + source.facility());
            while (System.in.read() >= 0) {
                // until the end
            }
        }
    }
}
