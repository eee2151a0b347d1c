package dev.portledger.server.error;

import java.util.Optional;

/** What every body of a request has to have. */
public final class RequestBody {

    private RequestBody() {}

    /** @throws ProblemException BODY_INVALID if there is none */
    public static <T> T present(Optional<T> body) {
        return body.orElseThrow(() -> new ProblemException(ErrorCode.BODY_INVALID, "a body is required"));
    }
}
