package dev.portledger.server.error;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Every code a caller may have to tell apart. Names and statuses are part of the API: they are added to, never changed. */
public enum ErrorCode {
    NOT_SIGNED_IN(401, "Not signed in"),
    SIGN_IN_FAILED(401, "Sign-in failed"),
    TOKEN_INVALID(401, "Not a token that is good"),
    FORBIDDEN(403, "Not allowed"),
    FORBIDDEN_HOST(403, "Not allowed on this host"),
    SESSION_REQUIRED(403, "Not with a token"),
    PASSWORD_WRONG(403, "Not the password"),
    GRANT_EXCEEDS_OWN(403, "More than you may do yourself"),
    ORIGIN_FORBIDDEN(403, "Not from this page"),
    TOO_MANY_ATTEMPTS(429, "Too many attempts"),
    ENROLMENT_TOKEN_INVALID(403, "The enrolment token is not valid"),
    ENROLMENT_TOKEN_STATE_CONFLICT(409, "Not possible in this state of the token"),
    ENROLMENT_HOST_MISMATCH(403, "The enrolment token is for another host"),
    ENROLMENT_HOST_KNOWN(403, "The host is known by another key"),
    NOT_FOUND(404, "Not found"),
    HOST_NOT_FOUND(404, "No such host"),
    USER_NOT_FOUND(404, "No such user"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NOT_ACCEPTABLE(406, "No such representation"),
    PORT_INVALID(400, "Not a port"),
    PROTOCOL_INVALID(400, "Not a protocol"),
    TIME_INVALID(400, "Not a time"),
    RANGE_INVALID(400, "Not a range of time"),
    CURSOR_INVALID(400, "Not a cursor of this list"),
    QUERY_INVALID(400, "The query is not valid"),
    BODY_INVALID(400, "The body is not valid"),
    USER_NAME_INVALID(400, "Not a user name"),
    PASSWORD_INVALID(400, "Not a password that is good enough"),
    ROLE_INVALID(400, "Not a role"),
    LABELS_INVALID(400, "Not labels"),
    EXPIRY_INVALID(400, "Not an expiry"),
    REASON_REQUIRED(400, "A reason is required"),
    CONFIRMATION_REQUIRED(400, "A confirmation is required"),
    USER_EXISTS(409, "There is such a user already"),
    USER_STATE_CONFLICT(409, "Not possible for this user"),
    LAST_ADMIN(409, "Nobody else administers"),
    PLAN_EXPIRED(409, "The plan has expired"),
    PLAN_OUTDATED(409, "The plan no longer fits the host"),
    STOP_STATE_CONFLICT(409, "Not possible in this state of the stop"),
    FAILED_BIND_STATE_CONFLICT(409, "Not possible in this state of the failed bind"),
    STOP_METHOD_UNAVAILABLE(409, "No way to stop this holder"),
    STOP_PROTECTED(409, "Protected by the host"),
    AGENT_OFFLINE(409, "The host's agent is not connected"),
    COMMANDS_NOT_TAKEN(409, "The host takes no commands from here"),
    COMMAND_KEY_STATE_CONFLICT(409, "Not possible in this state of the command key"),
    AGENT_STATE_CONFLICT(409, "Not possible in this state of the agent"),
    SIGKILL_NOT_ALLOWED(409, "SIGKILL is not allowed here"),
    PROTECTED_THING(409, "Protected by a rule"),
    APPROVAL_REQUIRED(409, "Others have to agree first"),
    SELF_APPROVAL(403, "Nobody approves what they asked for"),
    NOT_AN_APPROVER(403, "Not among those who may approve this"),
    NOT_THE_REQUESTER(403, "Only whoever asked for it may do this"),
    APPROVAL_EXPIRED(409, "The approval has expired"),
    ALREADY_DECIDED(409, "It is decided already"),
    PLAN_CHANGED(409, "It is another plan than the one shown"),
    RULES_CHANGED(409, "The rules have become stricter"),
    BREAK_GLASS_FORBIDDEN(409, "The rule knows no break-glass"),
    RULE_CONFLICT(409, "The rule has changed"),
    BULK_STATE_CONFLICT(409, "Not possible in this state of the bulk stop"),
    REQUEST_TOO_LARGE(413, "The request is too large"),
    MEDIA_TYPE_UNSUPPORTED(415, "Media type not supported"),
    INTERNAL_ERROR(500, "Internal error"),
    AUDIT_UNAVAILABLE(503, "The audit log is not available"),
    AUDIT_NOT_SIGNED(409, "The audit log is not signed"),
    LEDGER_UNAVAILABLE(503, "The ledger is not available"),
    TOO_MANY_AT_ONCE(503, "Too many at once"),
    COMMAND_KEY_UNAVAILABLE(503, "The server cannot sign commands"),
    AGENT_TIMEOUT(504, "The host's agent has not answered"),
    LEDGER_FULL(507, "The ledger's disk is full");

    private final int status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The code as callers see it, {@code host_not_found}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
