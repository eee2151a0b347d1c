package dev.portledger.agent.stop;

import dev.portledger.agent.socket.PortView;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.util.Optional;

/** Reads one port anew from the kernel. */
@FunctionalInterface
public interface PortLook {

    /** @param netns inode number of the only network namespace to look into; empty for all */
    PortView inspect(Protocol protocol, int port, Optional<Long> netns) throws IOException;
}
