package dev.portledger.agent.cli;

/** A configured value that cannot be used. */
final class InvalidConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param expected completes "has to be" */
    InvalidConfigException(String key, String expected) {
        super("portledger.agent." + key + " has to be " + expected);
    }
}
