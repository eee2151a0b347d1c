package dev.portledger.server.audit;

/** The audit log can't be written or read; nothing that needs it may happen. */
public final class AuditUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AuditUnavailableException(Exception cause) {
        super("the audit log is not available", cause);
    }
}
