package dev.portledger.agent.bind;

import dev.portledger.domain.bind.Origin;
import dev.portledger.domain.bind.ReuseFlags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be on a port.
 *
 * @param kind sockets and their states
 * @param place where they are bound, or connect from
 * @param flags of the socket that was bound, so of its connections too
 * @param uid who opens, and accepts
 */
record Holding(HolderKind kind, Place place, ReuseFlags flags, int uid) {

    /** What sock_diag does not tell of one socket. */
    record Untold(Optional<Boolean> v6Only, Optional<Origin> origin, ReuseFlags flags) {}

    /**
     * It is there.
     *
     * @param port the port
     * @param sockets what is not told of each socket on the port, by cookie
     */
    record Made(int port, Map<Long, Untold> sockets) {

        static Made of(int port, List<Made> several) {
            Map<Long, Untold> all = new HashMap<>();
            several.forEach(made -> all.putAll(made.sockets));
            return new Made(port, all);
        }
    }
}
