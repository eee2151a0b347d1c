package dev.portledger.server.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of every answer with an error status (RFC 9457).
 *
 * @param type always {@code about:blank}: the code says which problem it is
 * @param title what kind of problem, for people
 * @param status the HTTP status
 * @param code which problem, stable
 * @param detail what is wrong here, for people
 * @param field the parameter or property that is wrong; empty when it is none in particular
 * @param incident by which the server's log names this case; only with {@code internal_error}
 */
@Schema(description = "RFC 9457 problem. Only `code` is meant to be compared; the texts are for people.")
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Problem(
        @Schema(examples = "about:blank") String type,
        @Schema(examples = "No such host") String title,
        @Schema(examples = "404") int status,
        @Schema(examples = "host_not_found") ErrorCode code,

        @Schema(examples = "no host has the id 7c9e6679-7425-40de-944b-e07fc1f90ae7")
        String detail,

        @Schema(description = "the parameter or property that is wrong")
        Optional<String> field,

        @Schema(description = "names this case in the server's log; with internal_error")
        Optional<UUID> incident) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(ErrorCode code, String detail) {
        return of(code, detail, Optional.empty());
    }

    public static Problem of(ErrorCode code, String detail, Optional<String> field) {
        return new Problem("about:blank", code.title(), code.status(), code, detail, field, Optional.empty());
    }

    static Problem ofIncident(UUID incident) {
        return new Problem(
                "about:blank",
                ErrorCode.INTERNAL_ERROR.title(),
                ErrorCode.INTERNAL_ERROR.status(),
                ErrorCode.INTERNAL_ERROR,
                "something went wrong that should not; the server's log has it as incident " + incident,
                Optional.empty(),
                Optional.of(incident));
    }
}
