package dev.portledger.server.bulk;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One line of a bulk stop.
 *
 * @param label what it is for
 * @param wave in which it is run; empty if it was refused when it was planned
 * @param stopId its stop; empty likewise
 * @param problem why it was not run
 */
record BulkLine(
        int line, UUID hostId, String label, Optional<Integer> wave, Optional<UUID> stopId, Optional<Trouble> problem) {

    /** @param code an {@link ErrorCode} in the API's form */
    record Trouble(String code, String detail) {
        static Trouble of(ProblemException e) {
            return new Trouble(e.code().text().toLowerCase(Locale.ROOT), String.valueOf(e.getMessage()));
        }
    }
}
