package dev.portledger.server.ui;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.Problem;
import dev.portledger.server.error.ProblemAnswer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Every address that is neither the API's, the live feed's, the agents' nor Quarkus' own belongs to the console: it is one of its
 * files, or a page of it, which the browser finds out.
 */
@ApplicationScoped
class ConsoleRoutes {

    private static final String NOT_THE_CONSOLE = "(?:api|q|live|agent)(?:/.*)?";
    private static final String CONSOLE = "/(?!" + NOT_THE_CONSOLE + "$).*";

    /** After authentication, and before Quarkus hands out the same files without our headers. */
    private static final int ORDER = -50;

    private static final String PAGE = "/index.html";

    /** Their names change with their content. */
    private static final String IMMUTABLE = "/assets/";

    private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none';"
            + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** By ending; nothing else is in a build of the console. */
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "txt", "text/plain;charset=UTF-8");

    private final ConsoleFiles files;

    ConsoleRoutes(ConsoleFiles files) {
        this.files = files;
    }

    void register(@Observes Router router) {
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            router.routeWithRegex(method, CONSOLE).order(ORDER).blockingHandler(this::serve, false);
        }
    }

    private void serve(RoutingContext context) {
        String path = context.normalizedPath();
        List<ContentCoding> accepted =
                ContentCoding.accepted(Optional.ofNullable(context.request().getHeader(HttpHeaders.ACCEPT_ENCODING))
                        .orElse(""));
        Optional<ConsoleFiles.Stored> file = path.equals(PAGE) ? Optional.empty() : files.find(path, accepted);
        if (file.isPresent()) {
            send(context, path, file.get(), path.startsWith(IMMUTABLE));
            return;
        }
        Optional<ConsoleFiles.Stored> page = isPage(path, context) ? files.find(PAGE, accepted) : Optional.empty();
        page.ifPresentOrElse(
                found -> send(context, PAGE, found, false),
                () -> ProblemAnswer.send(context, Problem.of(ErrorCode.NOT_FOUND, "nothing has this address")));
    }

    /** Whether somebody looks at it in a browser: a script that is not there must not be answered with a page. */
    private static boolean isPage(String path, RoutingContext context) {
        boolean named = path.equals(PAGE) || path.indexOf('.', path.lastIndexOf('/') + 1) < 0;
        String accept = Optional.ofNullable(context.request().getHeader(HttpHeaders.ACCEPT))
                .orElse("*/*")
                .toLowerCase(Locale.ROOT);
        boolean takesPages = accept.contains("text/html") || (accept.contains("*/*") && named);
        return takesPages && !path.startsWith(IMMUTABLE);
    }

    private static void send(RoutingContext context, String path, ConsoleFiles.Stored file, boolean immutable) {
        HttpServerResponse response = context.response();
        response.putHeader(HttpHeaders.CACHE_CONTROL, immutable ? "public, max-age=31536000, immutable" : "no-cache")
                .putHeader(HttpHeaders.ETAG, file.entityTag())
                .putHeader(HttpHeaders.VARY, "Accept-Encoding")
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        if (file.entityTag().equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(
                HttpHeaders.CONTENT_TYPE,
                TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream"));
        if (file.coding() != ContentCoding.IDENTITY) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, file.coding().token());
        }
        if (context.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader(
                            HttpHeaders.CONTENT_LENGTH,
                            Integer.toString(file.content().length()))
                    .end();
            return;
        }
        response.end(file.content());
    }
}
