package dev.portledger.server.ledger.query;

import dev.portledger.server.sql.Sql;
import java.time.Instant;
import java.util.UUID;

/** Whether anybody was watching, as SQL. */
final class CoverageConditions {

    private CoverageConditions() {}

    /** That the host of this column was watched at that time. */
    static Sql coveredAt(String hostColumn, Instant at) {
        return coveredAt(Sql.of(hostColumn), at);
    }

    static Sql coveredAt(UUID host, Instant at) {
        return coveredAt(Sql.of("?", host), at);
    }

    // one host's intervals do not overlap, so the last one that began decides
    private static Sql coveredAt(Sql host, Instant at) {
        return Sql.of("coalesce((select c.seen_until >= ? from coverage c where c.host_id = ", at)
                .add(host)
                .add(" and c.began_at <= ? order by c.began_at desc limit 1), false)", at);
    }
}
