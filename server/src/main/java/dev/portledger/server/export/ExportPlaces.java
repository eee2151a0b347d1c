package dev.portledger.server.export;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;

/** The places that all {@link ExportPlace}s of this server share. */
@ApplicationScoped
class ExportPlaces {

    /** A quarter of the connections of the database (quarkus.datasource.jdbc.max-size). */
    static final int PLACES = 4;

    private final Semaphore places = new Semaphore(PLACES);

    boolean take() {
        return places.tryAcquire();
    }

    void giveBack() {
        places.release();
    }
}
