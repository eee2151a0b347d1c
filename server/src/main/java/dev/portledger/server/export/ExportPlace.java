package dev.portledger.server.export;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;

/**
 * The place of a request that is an export, or a check of the whole audit log; it is given back when the request has ended, however it does.
 * An export holds a connection of the database for as long as whoever reads it takes, and a few that read slowly, or not at all, must not
 * have all of them: stops and hosts need some.
 */
@RequestScoped
public class ExportPlace {

    /** What the API's description says of a refusal. */
    public static final String OR_UNAVAILABLE =
            "`too_many_at_once`; or `ledger_unavailable`: come back after the seconds in `Retry-After`";

    private final ExportPlaces places;
    private boolean taken;

    ExportPlace(ExportPlaces places) {
        this.places = places;
    }

    /** @throws ProblemException TOO_MANY_AT_ONCE when none is left */
    public void take() {
        if (!places.take()) {
            throw new ProblemException(
                    ErrorCode.TOO_MANY_AT_ONCE,
                    ExportPlaces.PLACES
                            + " exports, or checks of the audit log, are under way; try again when one has ended");
        }
        taken = true;
    }

    @PreDestroy
    void giveBack() {
        if (taken) {
            places.giveBack();
        }
    }
}
