package dev.portledger.server.database;

import java.sql.SQLException;
import java.util.Optional;

/** Failures that are the database's and not the statement's (PostgreSQL manual, appendix A, by SQLSTATE). */
enum SqlFailure {
    /** Not reachable, shutting down, starting, out of connections or memory, or failing on input and output. */
    AWAY,
    /** disk_full. */
    FULL,
    /** Rolled back because of another transaction (class 40): a deadlock, or a serialization failure. Succeeds when tried again. */
    CONTENDED;

    /** The first such failure in the chain of causes and suppressed exceptions. */
    static Optional<SqlFailure> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<SqlFailure> found = cause instanceof SQLException sql ? of(sql) : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
            for (Throwable suppressed : cause.getSuppressed()) {
                Optional<SqlFailure> inner = in(suppressed);
                if (inner.isPresent()) {
                    return inner;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<SqlFailure> of(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            // the pool's own: no connection within the acquisition timeout
            return isAcquisitionTimeout(failure) ? Optional.of(AWAY) : Optional.empty();
        }
        if (state.equals("53100")) {
            return Optional.of(FULL);
        }
        if (state.startsWith("40")) {
            return Optional.of(CONTENDED);
        }
        boolean away = state.startsWith("08") // connection exceptions
                || state.startsWith("53") // insufficient resources
                || state.startsWith("57P") // shutdown, crash, cannot connect now
                || state.startsWith("58") // system errors
                || state.equals("25006") // read-only: a standby
                || state.startsWith("28") // not let in: password or role missing
                || state.equals("3D000"); // no such database
        return away ? Optional.of(AWAY) : Optional.empty();
    }

    private static boolean isAcquisitionTimeout(SQLException failure) {
        String message = failure.getMessage();
        return message != null && message.contains("Acquisition timeout");
    }
}
