package dev.portledger.agent.uplink;

/** The host is not enrolled; the message says what to do. */
final class EnrolmentException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean forPeople;

    EnrolmentException(String message, boolean forPeople) {
        super(message);
        this.forPeople = forPeople;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** Whether trying again is of no use until somebody has done something. */
    boolean isForPeople() {
        return forPeople;
    }
}
