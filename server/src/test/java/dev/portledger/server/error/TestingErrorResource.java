package dev.portledger.server.error;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Goes wrong in ways that cannot be brought about from outside. */
@Path("/api/testing-errors")
public class TestingErrorResource {

    private static final int PORTION = 100_000;

    private final CurrentVertxRequest request;

    TestingErrorResource(CurrentVertxRequest request) {
        this.request = request;
    }

    /** A body. */
    public record Body(int number, Optional<String> text) {}

    @GET
    @Path("/bug")
    @Operation(hidden = true)
    public String bug() {
        throw new IllegalArgumentException("a secret that callers must not see");
    }

    @GET
    @Path("/full")
    @Operation(hidden = true)
    public String full() {
        throw new IllegalStateException(new SQLException("could not extend file", "53100"));
    }

    /** Finds, when it goes on to write, that the reader is gone. */
    @GET
    @Path("/hung-up")
    @Operation(hidden = true)
    public StreamingOutput hungUp(@QueryParam("unchecked") boolean unchecked) {
        HttpServerResponse response = request.getCurrent().response();
        return out -> {
            out.write(new byte[PORTION]);
            out.flush();
            Awaitility.await().until(response::closed);
            var gone = new IOException("Connection has been closed");
            if (unchecked) {
                throw new UncheckedIOException(gone);
            }
            throw gone;
        };
    }

    @POST
    @Path("/body")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public String body(Body body) {
        return String.valueOf(body.number());
    }
}
