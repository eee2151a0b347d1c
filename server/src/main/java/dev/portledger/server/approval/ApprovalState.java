package dev.portledger.server.approval;

/**
 * Where a wait for others stands.
 *
 * <pre>
 *  PENDING ──► APPROVED ──► USED
 *     │           │
 *     ├───────────┴──► EXPIRED, WITHDRAWN, OUTDATED (the plan fits no longer), OVERRIDDEN (break-glass)
 *     └──► REJECTED
 * </pre>
 */
public enum ApprovalState {
    PENDING,
    APPROVED,
    USED,
    REJECTED,
    EXPIRED,
    WITHDRAWN,
    OUTDATED,
    OVERRIDDEN;

    boolean mayBecome(ApprovalState next) {
        return switch (this) {
            case PENDING -> next != PENDING && next != USED;
            case APPROVED ->
                switch (next) {
                    case USED, EXPIRED, WITHDRAWN, OUTDATED, OVERRIDDEN -> true;
                    case PENDING, APPROVED, REJECTED -> false;
                };
            case USED, REJECTED, EXPIRED, WITHDRAWN, OUTDATED, OVERRIDDEN -> false;
        };
    }
}
