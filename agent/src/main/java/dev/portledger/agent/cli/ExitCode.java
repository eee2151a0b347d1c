package dev.portledger.agent.cli;

/** Exit codes of the command line; documented in its help, relied on by scripts. */
final class ExitCode {

    /** Done; with {@code listeners --port}: somebody holds it. */
    static final int OK = 0;

    /** It could not be done; why is on standard error. */
    static final int FAILED = 1;

    /** Wrong arguments or configuration. */
    static final int USAGE = 2;

    /** {@code listeners --port}: nobody listens there. */
    static final int NOTHING = 3;

    /** {@code enrol}: the server refuses the token. */
    static final int REFUSED = 4;

    private ExitCode() {}
}
