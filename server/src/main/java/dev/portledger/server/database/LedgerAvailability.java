package dev.portledger.server.database;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Knows how it stands with the database, from those who use it. */
@ApplicationScoped
public class LedgerAvailability {

    private final AtomicReference<DatabaseState> state =
            new AtomicReference<>(new DatabaseState.NotMigrated("the server is starting"));
    private final Clock clock = Clock.systemUTC();

    public DatabaseState state() {
        return state.get();
    }

    /** Whether it can be read; a full one can. */
    public boolean isReadable() {
        return switch (state()) {
            case DatabaseState.Ready _, DatabaseState.Full _ -> true;
            case DatabaseState.NotMigrated _, DatabaseState.Away _ -> false;
        };
    }

    public boolean isWritable() {
        return state() instanceof DatabaseState.Ready;
    }

    /** @throws LedgerUnavailableException unless it can be read */
    public void requireReadable() {
        if (!isReadable()) {
            throw new LedgerUnavailableException(state());
        }
    }

    /** @throws LedgerUnavailableException unless it can be written to */
    public void requireWritable() {
        if (!isWritable()) {
            throw new LedgerUnavailableException(state());
        }
    }

    /**
     * Notes a failure of the database.
     *
     * @return whether the failure says that the same may succeed when it is tried again, and not that the statement is wrong
     */
    public boolean failed(Throwable failure) {
        Optional<SqlFailure> found = SqlFailure.in(failure);
        found.ifPresent(kind -> state.updateAndGet(before -> after(before, kind, failure)));
        return found.isPresent();
    }

    /** Notes that something was committed. */
    public void succeeded() {
        if (!(state() instanceof DatabaseState.Ready)) {
            state.updateAndGet(
                    before -> before instanceof DatabaseState.NotMigrated ? before : new DatabaseState.Ready());
        }
    }

    /** The tables are up to date, and what the server needs is in them. */
    void migrated() {
        state.set(new DatabaseState.Ready());
    }

    void notMigrated(String reason) {
        state.set(new DatabaseState.NotMigrated(reason));
    }

    private DatabaseState after(DatabaseState before, SqlFailure kind, Throwable failure) {
        if (before instanceof DatabaseState.NotMigrated) {
            return before;
        }
        return switch (kind) {
            case AWAY ->
                before instanceof DatabaseState.Away
                        ? before
                        : new DatabaseState.Away(clock.instant(), summary(failure));
            case FULL -> before instanceof DatabaseState.Full ? before : new DatabaseState.Full(clock.instant());
            case CONTENDED -> before;
        };
    }

    /** The class and SQLSTATE only: a driver's message may repeat values. */
    private static String summary(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return "SQLSTATE " + sql.getSQLState();
            }
        }
        return failure.getClass().getSimpleName();
    }
}
