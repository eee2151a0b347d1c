package dev.portledger.agent.socket;

import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.EphemeralCount;
import dev.portledger.domain.socket.Listener;
import java.time.Instant;
import java.util.List;

/**
 * The whole table as the looks so far have told it: all {@link Look}s applied in order give exactly this.
 *
 * @param at {@link Look#at} of the last look
 * @param listeners every listener
 * @param connections counts above zero, as last told
 * @param ephemeral counts above zero, as last told
 * @param digest {@link dev.portledger.domain.frame.TableDigest} of the listeners
 */
public record TableState(
        Instant at,
        List<Listener> listeners,
        List<ConnectionCount> connections,
        List<EphemeralCount> ephemeral,
        long digest) {

    public TableState {
        listeners = List.copyOf(listeners);
        connections = List.copyOf(connections);
        ephemeral = List.copyOf(ephemeral);
    }
}
