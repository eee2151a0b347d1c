package dev.portledger.server.ingest;

import java.sql.SQLException;

/** Failures in words that may be logged: what a driver says can repeat what a host sent. */
final class Failures {

    private Failures() {}

    /** The classes of all causes, with the SQLSTATE where there is one. */
    static String summary(Throwable failure) {
        StringBuilder summary = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            summary.append(summary.isEmpty() ? "" : " < ")
                    .append(cause.getClass().getSimpleName());
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                summary.append(" (SQLSTATE ").append(sql.getSQLState()).append(')');
            }
        }
        return summary.toString();
    }
}
