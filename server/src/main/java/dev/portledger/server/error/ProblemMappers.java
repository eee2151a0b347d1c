package dev.portledger.server.error;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.portledger.server.database.DatabaseState;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.database.LedgerUnavailableException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns everything that a resource may throw into a {@link Problem}. What nobody foresaw becomes an incident in the log. */
@ApplicationScoped
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    private final LedgerAvailability ledger;
    private final CurrentVertxRequest request;

    ProblemMappers(LedgerAvailability ledger, CurrentVertxRequest request) {
        this.ledger = ledger;
        this.request = request;
    }

    @ServerExceptionMapper
    Response problem(ProblemException e) {
        return response(e.problem());
    }

    @ServerExceptionMapper
    Response ledgerUnavailable(LedgerUnavailableException e) {
        return ledgerUnavailable(e.state());
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    Response notSignedIn(SecurityException refused) {
        return response(Problem.of(ErrorCode.NOT_SIGNED_IN, "sign in first"));
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException refused) {
        return response(Problem.of(ErrorCode.FORBIDDEN, "your roles do not allow this"));
    }

    @ServerExceptionMapper
    Response validation(ConstraintViolationException e) {
        String detail = e.getConstraintViolations().stream()
                .map(violation -> (lastName(violation).orElse("") + " " + violation.getMessage()).strip())
                .sorted()
                .collect(Collectors.joining("; "));
        Optional<String> field = e.getConstraintViolations().stream()
                .map(ProblemMappers::lastName)
                .flatMap(Optional::stream)
                .sorted()
                .findFirst();
        return response(Problem.of(ErrorCode.BODY_INVALID, detail, field));
    }

    /** Quarkus has a mapper of its own for these; the more special one wins. */
    @ServerExceptionMapper
    Response misfit(MismatchedInputException e) {
        return json(e);
    }

    @ServerExceptionMapper
    Response json(JacksonException e) {
        // where it is wrong and not what was said: a body may carry a password
        JsonLocation location = e.getLocation();
        String where = location == null || location.getLineNr() < 1
                ? ""
                : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        Optional<String> field = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(JsonMappingException.Reference::getFieldName)
                        .filter(name -> name != null)
                        .reduce((_, last) -> last)
                : Optional.empty();
        return response(Problem.of(ErrorCode.BODY_INVALID, "the body cannot be read" + where, field));
    }

    @ServerExceptionMapper
    Response web(WebApplicationException e) {
        if (e.getCause() instanceof JacksonException json) {
            return json(json);
        }
        int status = e.getResponse().getStatus();
        return switch (status) {
            case 400 -> response(Problem.of(ErrorCode.BODY_INVALID, "the request cannot be read"));
            case 401 -> response(Problem.of(ErrorCode.NOT_SIGNED_IN, "sign in first"));
            case 403 -> response(Problem.of(ErrorCode.FORBIDDEN, "your roles do not allow this"));
            case 404 -> response(Problem.of(ErrorCode.NOT_FOUND, "nothing has this address"));
            case 405 -> response(Problem.of(ErrorCode.METHOD_NOT_ALLOWED, "this address does not know that method"));
            case 406 -> response(Problem.of(ErrorCode.NOT_ACCEPTABLE, "this is not offered in that media type"));
            case 413 -> response(Problem.of(ErrorCode.REQUEST_TOO_LARGE, "the request is too large"));
            case 415 -> response(Problem.of(ErrorCode.MEDIA_TYPE_UNSUPPORTED, "send application/json"));
            default -> status < 400 ? e.getResponse() : unexpected(e);
        };
    }

    /** Whoever reads an export may hang up at any time, which is no incident. */
    @ServerExceptionMapper({IOException.class, UncheckedIOException.class})
    Response broken(Exception e) {
        if (request.getCurrent().response().closed()) {
            LOG.debugf("hung up before the answer was written: %s", e.getMessage());
            return Response.noContent().build();
        }
        return unexpected(e);
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e) {
        if (ledger.failed(e)) {
            return ledgerUnavailable(ledger.state());
        }
        UUID incident = UUID.randomUUID();
        LOG.errorf(e, "incident %s", incident);
        return response(Problem.ofIncident(incident));
    }

    private static Response ledgerUnavailable(DatabaseState state) {
        ErrorCode code = state instanceof DatabaseState.Full ? ErrorCode.LEDGER_FULL : ErrorCode.LEDGER_UNAVAILABLE;
        // one that can be used gave way to another transaction
        String detail =
                state instanceof DatabaseState.Ready ? "others wrote to the same rows; try again" : state.message();
        return Response.fromResponse(response(Problem.of(code, detail)))
                .header(HttpHeaders.RETRY_AFTER, LedgerUnavailableException.RETRY_AFTER.toSeconds())
                .build();
    }

    private static Response response(Problem problem) {
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }

    private static Optional<String> lastName(ConstraintViolation<?> violation) {
        return StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
                .map(Path.Node::getName)
                .filter(name -> name != null && !name.isEmpty())
                .reduce((_, last) -> last);
    }
}
