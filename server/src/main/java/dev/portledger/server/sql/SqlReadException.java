package dev.portledger.server.sql;

import java.sql.SQLException;

/** A query failed. */
public final class SqlReadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SqlReadException(SQLException cause) {
        super("a query failed", cause);
    }
}
