package dev.portledger.server.database;

import java.time.Instant;

/** How it stands with the database, as last seen. */
public sealed interface DatabaseState {

    /** Stable code for health checks and errors. */
    String code();

    /** For people. */
    String message();

    /** Its tables have not been brought up to date since the server started. */
    record NotMigrated(String reason) implements DatabaseState {
        @Override
        public String code() {
            return "ledger_unavailable";
        }

        @Override
        public String message() {
            return "not migrated yet: " + reason;
        }
    }

    record Ready() implements DatabaseState {
        @Override
        public String code() {
            return "ready";
        }

        @Override
        public String message() {
            return "ready";
        }
    }

    /** It was ready and cannot be reached now. */
    record Away(Instant since, String reason) implements DatabaseState {
        @Override
        public String code() {
            return "ledger_unavailable";
        }

        @Override
        public String message() {
            return "not reachable since " + since + ": " + reason;
        }
    }

    /** Its disk is full: it can be read, and not written to. */
    record Full(Instant since) implements DatabaseState {
        @Override
        public String code() {
            return "ledger_full";
        }

        @Override
        public String message() {
            return "its disk is full since " + since;
        }
    }
}
