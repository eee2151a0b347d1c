package dev.portledger.server.database;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the tables are up to date, and while the ledger can be written to. */
@Readiness
class LedgerReadiness implements HealthCheck {

    private final LedgerAvailability availability;

    LedgerReadiness(LedgerAvailability availability) {
        this.availability = availability;
    }

    @Override
    public HealthCheckResponse call() {
        DatabaseState state = availability.state();
        return HealthCheckResponse.named("ledger")
                .status(state instanceof DatabaseState.Ready)
                .withData("code", state.code())
                .withData("message", state.message())
                .build();
    }
}
