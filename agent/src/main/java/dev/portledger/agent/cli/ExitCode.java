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

    /** {@code check}: whether the bind would succeed cannot be told. */
    static final int UNKNOWN = 2;

    /** {@code check}: wrong arguments; EX_USAGE of sysexits.h, as 2 has its meaning there already. */
    static final int CHECK_USAGE = 64;

    /** {@code enrol}: the server refuses the token. */
    static final int REFUSED = 4;

    private ExitCode() {}
}
