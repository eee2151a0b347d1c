package dev.portledger.server.access;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.Problem;
import dev.portledger.server.error.ProblemAnswer;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/** Refuses requests that would change something and were made by a page of another site, before anybody is asked who sent them. */
@ApplicationScoped
class ForeignRequests {

    /** Above authentication (200) and CORS (300). */
    private static final int FIRST = 400;

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext context) {
        // a browser sends no token of its own accord: what has one was not made by a page of another site
        if (BearerIdentities.secret(context).isEmpty()
                && !SAFE.contains(context.request().method())
                && RequestOrigin.isForeign(context.request())) {
            ProblemAnswer.send(
                    context,
                    Problem.of(
                            ErrorCode.ORIGIN_FORBIDDEN,
                            "requests that change something are made by this server's own pages"));
            return;
        }
        context.next();
    }
}
