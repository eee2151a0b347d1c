package dev.portledger.agent.cli;

/** Exit codes of the command line; documented in its help, relied on by scripts. */
public final class ExitCode {

    /** Done; with {@code listeners --port}: somebody holds it. */
    public static final int OK = 0;

    /** It could not be done; why is on standard error. */
    public static final int FAILED = 1;

    /** Wrong arguments or configuration. */
    public static final int USAGE = 2;

    /** {@code listeners --port}: nobody listens there, and nobody is seen to be bound to it. */
    public static final int NOTHING = 3;

    private ExitCode() {}
}
