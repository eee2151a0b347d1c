package dev.portledger.server.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * Whether a request was made by a page of this server. Browsers say where a request comes from, in Sec-Fetch-Site (Fetch Metadata) and
 * Origin (RFC 6454); what says neither is no browser, and holds no cookie that it was not given by its own user.
 */
public final class RequestOrigin {

    private RequestOrigin() {}

    public static boolean isForeign(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && !origin.toLowerCase(Locale.ROOT).equals(own(request));
    }

    private static String own(HttpServerRequest request) {
        var authority = request.authority();
        return authority == null ? "" : (request.scheme() + "://" + authority).toLowerCase(Locale.ROOT);
    }
}
