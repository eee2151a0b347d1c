package dev.portledger.domain.finding;

import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a host, to judge it by.
 *
 * @param sysctls empty where the agent does not tell them
 * @param servers TCP listeners and bound UDP sockets
 * @param unseen why there may be more servers than these, a sentence; empty where these are all
 * @param killed who had to be killed lately; empty where that is not known
 */
public record HostSight(
        Optional<Sysctls> sysctls,
        List<Server> servers,
        Optional<String> unseen,
        Optional<List<Finding.NeededSigkill>> killed) {

    public HostSight {
        servers = List.copyOf(servers);
        killed = killed.map(List::copyOf);
    }

    /**
     * A socket that waits for others.
     *
     * @param netns inode number of its network namespace
     */
    public record Server(long netns, Protocol protocol, LocalEndpoint endpoint, Holders holders) {}
}
