package dev.portledger.server.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Tells browsers that came over TLS to come no other way from then on (RFC 6797). Over plain HTTP it would be ignored. */
@ApplicationScoped
class TransportSecurity {

    private static final int BEFORE_ALL_ANSWERS = 500;
    private static final String FOR_A_YEAR = "max-age=" + Duration.ofDays(365).toSeconds();

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    if (context.request().isSSL()) {
                        context.response().putHeader("Strict-Transport-Security", FOR_A_YEAR);
                    }
                    context.next();
                },
                BEFORE_ALL_ANSWERS);
    }
}
