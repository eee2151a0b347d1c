package dev.portledger.server.host;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a host's page tells out of the ledger, within a reading of the caller. The ledger implements it: it knows hosts already. */
public interface HostLedger {

    /** Sockets that are open per host; a host without any is missing. */
    Map<UUID, Integer> listeners(Connection connection, Collection<UUID> hosts) throws SQLException;

    /** When the host was watched since then, earliest first. */
    List<Coverage> coverage(Connection connection, UUID host, Instant since) throws SQLException;

    /** Those of the hosts that lost part of what they saw since then. */
    Collection<UUID> withGaps(Connection connection, Collection<UUID> hosts, Instant since) throws SQLException;
}
