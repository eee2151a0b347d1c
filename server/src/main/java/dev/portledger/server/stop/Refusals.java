package dev.portledger.server.stop;

import dev.portledger.domain.stop.StopMethod;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.util.List;

/** What callers and the audit log are told when there is no plan, or no longer. */
final class Refusals {

    private Refusals() {}

    static ProblemException problem(Planning objection) {
        return switch (objection) {
            case Planning.Outdated(String message) -> new ProblemException(ErrorCode.PLAN_OUTDATED, message);
            case Planning.Protected(String rule, String message) ->
                new ProblemException(ErrorCode.STOP_PROTECTED, rule + ": " + message);
            case Planning.Unavailable(String message, var commands) ->
                new ProblemException(
                        ErrorCode.STOP_METHOD_UNAVAILABLE,
                        commands.isEmpty() ? message : message + "\n" + String.join("\n", commands));
            case Planning.Possible _ -> throw new IllegalArgumentException("nothing is in its way");
        };
    }

    static AuditDraft entry(AuditDraft entry, Planning objection) {
        ProblemException problem = problem(objection);
        return entry.with("code", problem.code().text()).with("why", String.valueOf(problem.getMessage()));
    }

    /** The method in a few words, {@code systemctl stop orders.service} or {@code SIGTERM to 4121}. */
    static String describe(StopMethod method) {
        return switch (method) {
            case StopMethod.SystemUnit(String unit) -> "systemctl stop " + unit;
            case StopMethod.SystemUnits(List<String> units) -> "systemctl stop " + String.join(" ", units);
            case StopMethod.UserUnit(String unit, long uid) -> "systemctl --user stop " + unit + " of user " + uid;
            case StopMethod.Container container ->
                container.signal() + " to container " + container.name().orElse(container.id()) + " of "
                        + container.runtime();
            case StopMethod.Process(var process, var signal) -> signal + " to " + process.pid();
            case StopMethod.ReleaseTimeWait _ -> "release of TIME_WAIT sockets";
        };
    }
}
