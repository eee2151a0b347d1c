package dev.portledger.server.agentadmin;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.text.OneLine;
import java.util.Optional;

/** Why somebody does something, in the body of a request. */
public record Reason(Optional<String> reason) {

    private static final int LONGEST = 500;

    /** @throws ProblemException REASON_REQUIRED or BODY_INVALID */
    static String required(Optional<Reason> body) {
        String text = body.flatMap(Reason::reason)
                .map(String::strip)
                .filter(given -> !given.isEmpty())
                .orElseThrow(() -> new ProblemException(ErrorCode.REASON_REQUIRED, "say why", "reason"));
        if (!OneLine.is(text, 1, LONGEST)) {
            throw new ProblemException(
                    ErrorCode.BODY_INVALID,
                    "a reason is one line of at most " + LONGEST + " characters, without control characters",
                    "reason");
        }
        return text;
    }
}
