package dev.portledger.server.stop;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.text.OneLine;
import java.util.Optional;

/**
 * What somebody says when a stop is requested.
 *
 * @param reason why, 3 to 1,000 characters
 * @param ticket where it is discussed, at most 100 characters
 * @param confirm for SIGKILL: the name of the process, typed
 */
public record Order(String reason, Optional<String> ticket, Optional<String> confirm) {

    private static final int SHORTEST_REASON = 3;
    private static final int LONGEST_REASON = 1_000;
    private static final int LONGEST_TICKET = 100;

    /** @throws ProblemException REASON_REQUIRED or BODY_INVALID */
    public static Order of(Optional<String> reason, Optional<String> ticket, Optional<String> confirm) {
        String why = reason.map(String::strip).orElse("");
        if (!OneLine.is(why, SHORTEST_REASON, LONGEST_REASON)) {
            throw new ProblemException(
                    ErrorCode.REASON_REQUIRED,
                    "a reason of " + SHORTEST_REASON + " to " + LONGEST_REASON + " characters in one line is required",
                    "reason");
        }
        Optional<String> where = ticket.map(String::strip).filter(text -> !text.isEmpty());
        if (where.filter(text -> !OneLine.is(text, 1, LONGEST_TICKET)).isPresent()) {
            throw new ProblemException(
                    ErrorCode.BODY_INVALID,
                    "a ticket has at most " + LONGEST_TICKET + " characters in one line",
                    "ticket");
        }
        return new Order(why, where, confirm);
    }

    /** @throws ProblemException CONFIRMATION_REQUIRED for a SIGKILL without the process' name */
    void requireConfirmed(StopPlan plan) {
        if (!plan.isSigkill()) {
            return;
        }
        boolean confirmed =
                switch (plan.method()) {
                    case StopMethod.Process(var process, var _) ->
                        plan.holders().stream()
                                .filter(holder -> holder.process().equals(process))
                                .map(Holder::comm)
                                .anyMatch(comm -> Optional.of(comm).equals(confirm));
                    case StopMethod.Container container ->
                        Optional.of(container.name().orElse(container.id())).equals(confirm);
                    default -> false;
                };
        if (!confirmed) {
            throw new ProblemException(
                    ErrorCode.CONFIRMATION_REQUIRED,
                    "type the name of the process or container to confirm a SIGKILL",
                    "confirm");
        }
    }
}
