package dev.portledger.agent.finding;

import dev.portledger.agent.socket.TableState;
import dev.portledger.domain.finding.HostFindings;
import dev.portledger.domain.finding.HostSight;
import dev.portledger.domain.finding.Sysctls;
import dev.portledger.domain.socket.Listener;
import java.util.Optional;

/** Judges this host by one look at its sockets, without a server. */
public final class LocalFindings {

    private LocalFindings() {}

    public static HostFindings of(TableState table, Sysctls sysctls) {
        return HostFindings.of(new HostSight(
                Optional.of(sysctls),
                table.listeners().stream().map(LocalFindings::server).toList(),
                Optional.empty(),
                Optional.empty()));
    }

    private static HostSight.Server server(Listener listener) {
        return new HostSight.Server(
                listener.key().netns(),
                listener.key().protocol(),
                listener.key().endpoint(),
                listener.holders());
    }
}
