package dev.portledger.agent.failedbind;

import dev.portledger.domain.socket.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last failed bind of each port, as long as it says something of now. From any thread. */
public final class Claims {

    /** Who failed longer ago has given up, or is somebody else by now. */
    private static final Duration GOOD_FOR = Duration.ofMinutes(15);

    private static final int REMEMBERED = 1_024;

    private record Port(Protocol protocol, int number) {}

    private final Map<Port, Claim> last = new LinkedHashMap<>();

    synchronized void failed(Claim claim) {
        Port port =
                new Port(claim.attempt().protocol(), claim.attempt().endpoint().port());
        last.remove(port);
        last.put(port, claim);
        if (last.size() > REMEMBERED) {
            last.remove(last.keySet().iterator().next());
        }
    }

    /** Who wanted the port last; empty if nobody was seen to, or it was long ago. */
    public synchronized Optional<Claim> on(Protocol protocol, int port, Instant now) {
        return Optional.ofNullable(last.get(new Port(protocol, port)))
                .filter(claim -> Duration.between(claim.at(), now).compareTo(GOOD_FOR) < 0);
    }
}
