package dev.portledger.server.audit;

import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.TreeHash;
import dev.portledger.server.audit.AuditVerification.Contradiction;
import dev.portledger.server.scope.HostScope;
import dev.portledger.server.sql.Reading;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Reads the audit log. */
@ApplicationScoped
class AuditReading {

    private static final String SELECT = "select " + AuditTable.COLUMNS + " from audit_entry where ";

    private final AgroalDataSource database;
    private final Reading reading;

    /** A walk over everything is work for the database: one at a time. */
    private final ReentrantLock verifying = new ReentrantLock();

    AuditReading(AgroalDataSource database, Reading reading) {
        this.database = database;
        this.reading = reading;
    }

    /**
     * Entries in descending order.
     *
     * @param before only entries with a smaller sequence
     */
    List<AuditEntry> page(AuditFilter filter, long before, int limit) {
        return read(connection -> {
            var condition = filter.condition();
            try (var query = connection.prepareStatement(
                    SELECT + condition.sql() + " and sequence < ? order by sequence desc limit ?")) {
                int next = condition.bind(query);
                query.setLong(next, before);
                query.setInt(next + 1, limit);
                try (var rows = query.executeQuery()) {
                    var page = new ArrayList<AuditEntry>();
                    while (rows.next()) {
                        page.add(AuditTable.read(rows));
                    }
                    return page;
                }
            }
        });
    }

    long count(AuditFilter filter) {
        return read(connection -> {
            var condition = filter.condition();
            try (var query = connection.prepareStatement("select count(*) from audit_entry where " + condition.sql())) {
                condition.bind(query);
                try (var row = query.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /** Gives every entry that the filter allows to the consumer, newest first. */
    void each(AuditFilter filter, Consumer<AuditEntry> consumer) {
        read(connection -> {
            var condition = filter.condition();
            walk(connection, SELECT + condition.sql() + " order by sequence desc", condition, consumer);
            return true;
        });
    }

    /**
     * Reads the whole log, rebuilds its tree, and compares with what was signed.
     *
     * @param keys the log's, now and before
     * @param contradicting hosts that hold another history
     * @param notSigning why this server does not sign
     */
    AuditVerification verify(Set<NoteKey> keys, List<Contradiction> contradicting, Optional<String> notSigning) {
        verifying.lock();
        try {
            return readEverything(connection -> {
                var check = new LogVerification(keys);
                LogWalk.all(connection, Long.MAX_VALUE, check);
                return check.result(contradicting, notSigning);
            });
        } finally {
            verifying.unlock();
        }
    }

    private static void walk(
            Connection connection, String sql, AuditFilter.Condition condition, Consumer<AuditEntry> consumer)
            throws SQLException {
        try (var query = LogWalk.portions(connection, sql)) {
            condition.bind(query);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    consumer.accept(AuditTable.read(rows));
                }
            }
        }
    }

    /** Goes through the log up to that size, first entry first, whoever asks: for who may see all of it. */
    void walk(long until, LogWalk.Visitor visitor) {
        readEverything(connection -> {
            LogWalk.all(connection, until, visitor);
            return true;
        });
    }

    /**
     * Gives every entry that the filter allows to the consumer, oldest first, with its audit path in the tree of that size.
     *
     * @param visible entries about other hosts are left out
     * @param until no later entry
     */
    void proven(HostScope visible, AuditFilter filter, long until, BiConsumer<AuditEntry, List<TreeHash>> consumer) {
        reading.read(visible, connection -> {
            var condition = filter.condition();
            var tree = AuditTree.on(connection);
            walk(
                    connection,
                    SELECT + "sequence <= " + until + " and " + condition.sql() + " order by sequence",
                    condition,
                    entry -> consumer.accept(entry, tree.inclusion(entry.sequence() - 1, until)));
            return true;
        });
    }

    /** What whoever asks may see of it: entries about hosts in the asker's sight, or all of them. */
    private <T> T read(Reading.Work<T> query) {
        return reading.read(query);
    }

    /** The chain is of all entries, whoever has it checked. */
    private <T> T readEverything(Reading.Work<T> query) {
        try (Connection connection = database.getConnection()) {
            return query.read(connection);
        } catch (SQLException e) {
            throw new AuditUnavailableException(e);
        }
    }
}
