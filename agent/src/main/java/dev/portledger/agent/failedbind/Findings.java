package dev.portledger.agent.failedbind;

import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.SocketInTheWay;
import java.util.List;

/**
 * What a look at the port found right after a bind had failed.
 *
 * @param inTheWay sockets that were in the way, as many as a frame lists
 * @param more how many more there were
 * @param diagnosis why it failed and what to do
 */
record Findings(List<SocketInTheWay> inTheWay, int more, Diagnosis diagnosis) {
    Findings {
        inTheWay = List.copyOf(inTheWay);
    }
}
