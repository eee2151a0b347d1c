package dev.portledger.agent.failedbind;

import dev.portledger.domain.bind.Cause;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.FailedBind;
import dev.portledger.domain.bind.HeldSocket;
import dev.portledger.domain.frame.FrameLimits;
import java.util.List;

/**
 * What a look at the port found right after a bind had failed.
 *
 * @param inTheWay sockets that were in the way, as many as a frame lists
 * @param more how many more there were
 * @param diagnosis why it failed and what to do
 */
record Findings(List<HeldSocket> inTheWay, int more, Diagnosis diagnosis) {

    Findings {
        inTheWay = List.copyOf(inTheWay);
    }

    static Findings of(FailedBind failed) {
        List<HeldSocket> all = failed.inTheWay();
        List<HeldSocket> listed =
                all.stream().limit(FrameLimits.MAX_SOCKETS_IN_THE_WAY).toList();
        return new Findings(listed, all.size() - listed.size(), Diagnosis.of(failed));
    }

    /** Nothing could be looked at. */
    static Findings unseen(String why) {
        return new Findings(List.of(), 0, Diagnosis.of(new Cause.Unknown(why)));
    }
}
