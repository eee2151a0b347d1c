package dev.portledger.agent.bind;

import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.HostSettings;
import dev.portledger.domain.bind.PortRange;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What an attempt to bind meets in one network namespace.
 *
 * @param attempt with the name that its interface has there
 * @param seen the sockets on the port
 * @param ephemeral see {@link HostSettingsReader#ephemeralPorts}
 * @param reserved see {@link HostSettingsReader#isReserved}
 */
record PortGround(
        BindAttempt attempt,
        BoundSocketReader.Seen seen,
        HostSettings settings,
        Optional<PortRange> ephemeral,
        Optional<Boolean> reserved) {

    static PortGround read(
            BindAttempt attempt, BoundSocketReader sockets, HostSettingsReader settings, InstantSource clock)
            throws IOException {
        int port = attempt.endpoint().port();
        return new PortGround(
                attempt,
                sockets.read(attempt.protocol(), port, clock.instant()),
                settings.read(),
                settings.ephemeralPorts(),
                settings.isReserved(port));
    }
}
