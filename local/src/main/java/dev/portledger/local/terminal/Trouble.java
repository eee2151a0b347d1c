package dev.portledger.local.terminal;

/** Why {@code up} cannot go on, in words for the person at the terminal. */
public final class Trouble extends Exception {

    private static final long serialVersionUID = 1;

    private final Exit exit;

    public Trouble(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    public Trouble(Exit exit, String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
        this.exit = exit;
    }

    public Exit exit() {
        return exit;
    }
}
