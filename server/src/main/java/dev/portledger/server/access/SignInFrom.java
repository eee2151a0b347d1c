package dev.portledger.server.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Where somebody signs in.
 *
 * @param userAgent what the browser says of itself, at most 200 characters
 * @param by {@code password} or {@code oidc}
 */
record SignInFrom(String address, String userAgent, String by) {

    private static final int MOST = 200;

    static SignInFrom of(RoutingContext context, String by) {
        String agent = Optional.ofNullable(context.request().getHeader(HttpHeaders.USER_AGENT))
                .orElse("")
                .replaceAll("\\p{Cntrl}", "");
        return new SignInFrom(
                context.request().remoteAddress().hostAddress(),
                agent.substring(0, Math.min(MOST, agent.length())),
                by);
    }
}
