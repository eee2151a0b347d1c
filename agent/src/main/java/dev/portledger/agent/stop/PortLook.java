package dev.portledger.agent.stop;

import dev.portledger.agent.socket.PortView;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;

/** Reads one port anew from the kernel. */
@FunctionalInterface
public interface PortLook {
    PortView inspect(Protocol protocol, int port) throws IOException;
}
