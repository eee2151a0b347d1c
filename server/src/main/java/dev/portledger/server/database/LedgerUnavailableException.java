package dev.portledger.server.database;

import java.time.Duration;

/** The database cannot be asked or written to at the moment; nothing of what was to be done is done. */
public final class LedgerUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** When it is worth while to ask again. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final transient DatabaseState state;

    public LedgerUnavailableException(DatabaseState state) {
        super("the ledger is not available: " + state.message());
        this.state = state;
    }

    public DatabaseState state() {
        return state;
    }
}
