package dev.portledger.agent.cli;

import dev.portledger.agent.bind.PortSight;
import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.stop.UnitStates;
import java.io.IOException;
import java.util.Map;

/** The look at a port of a command that runs alone, without an agent to ask. */
final class LocalSight {

    private LocalSight() {}

    static PortSight open(AgentConfig config) throws IOException, InvalidConfigException {
        HostClock clock = HostClock.start();
        return PortSight.open(
                HolderFinder.open(Boot.read(), AgentSettings.engineSockets(config.engineSockets())),
                new PortSight.Known((_, _) -> Map.of(), new UnitStates()::of),
                clock);
    }
}
