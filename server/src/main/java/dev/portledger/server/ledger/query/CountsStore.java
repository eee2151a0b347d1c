package dev.portledger.server.ledger.query;

import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;

/** Counts what there is, each number as the list it stands for counts it. */
@ApplicationScoped
public class CountsStore {

    /** Within a reading of the caller. */
    public LedgerCounts count(Connection connection) throws SQLException {
        try (var statement = Sql.of("select count(*) filter (where protocol = 'TCP')::int as listeners,"
                                + " count(*) filter (where protocol = 'UDP')::int as bound_udp,"
                                + " count(*) filter (where owner_kind = 'UNMANAGED')::int as unmanaged,"
                                + " count(*) filter (where owner_kind = 'UNKNOWN')::int as unknown_holders,"
                                + " (select coalesce(sum(count), 0)::int from connection_count where port > 0"
                                + " and state = 'TIME_WAIT') as time_wait from holding_open")
                        .prepare(connection);
                var row = statement.executeQuery()) {
            row.next();
            return new LedgerCounts(
                    row.getInt("listeners"),
                    row.getInt("bound_udp"),
                    row.getInt("time_wait"),
                    row.getInt("unmanaged"),
                    row.getInt("unknown_holders"));
        }
    }
}
