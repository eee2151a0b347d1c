package dev.portledger.server.error;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Goes wrong in ways that cannot be brought about from outside. */
@Path("/api/testing-errors")
public class TestingErrorResource {

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

    @POST
    @Path("/body")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public String body(Body body) {
        return String.valueOf(body.number());
    }
}
