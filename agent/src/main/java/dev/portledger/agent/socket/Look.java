package dev.portledger.agent.socket;

import dev.portledger.domain.frame.AgentFrame.Changed;
import dev.portledger.domain.frame.AgentFrame.Closed;
import dev.portledger.domain.frame.AgentFrame.Opened;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.EphemeralCount;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one look at the kernel's sockets found to be different from the look before. The first look opens everything,
 * with moments that say nothing of before.
 *
 * @param at when reading began: what happened up to here is in this look or an earlier one. The moments of the
 *     differences end when reading ended, some milliseconds later
 * @param unwatched the time before this look in which nothing was watching; empty when looks came as they should. The
 *     differences are right nevertheless, but what came and went in that time was not seen
 * @param opened new listeners; also those that are gone again already, of which events have told, and which are in
 *     {@code closed} as well
 * @param closed listeners that are gone
 * @param changed listeners whose holders are other ones than before, or are known better
 * @param connections counts that changed enough to be told; a count of zero says the last one left
 * @param ephemeral counts that changed enough to be told
 * @param digest {@link dev.portledger.domain.frame.TableDigest} of the table after this look
 */
public record Look(
        Instant at,
        Optional<Unwatched> unwatched,
        List<Opened> opened,
        List<Closed> closed,
        List<Changed> changed,
        List<ConnectionCount> connections,
        List<EphemeralCount> ephemeral,
        long digest) {

    public Look {
        opened = List.copyOf(opened);
        closed = List.copyOf(closed);
        changed = List.copyOf(changed);
        connections = List.copyOf(connections);
        ephemeral = List.copyOf(ephemeral);
    }

    /** Whether nothing is different, so that there is nothing to send. */
    public boolean isEmpty() {
        return unwatched.isEmpty()
                && opened.isEmpty()
                && closed.isEmpty()
                && changed.isEmpty()
                && connections.isEmpty()
                && ephemeral.isEmpty();
    }
}
