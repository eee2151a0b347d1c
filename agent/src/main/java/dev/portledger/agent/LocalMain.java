package dev.portledger.agent;

import dev.portledger.agent.cli.Looking;

/**
 * The quick way in for commands that only look ({@link Looking}): no framework, so that the answer is there in the time in which that
 * would start. {@link AgentMain} takes them too, more slowly.
 */
public final class LocalMain {

    private LocalMain() {}

    public static void main(String... args) {
        if (!Looking.isMeant(args)) {
            throw new IllegalArgumentException("not a command that only looks");
        }
        int status = Looking.run(args);
        System.out.flush();
        System.err.flush();
        // not System.exit, which first starts all of the log manager to say there that it ends the process
        // (Runtime.exit)
        Runtime.getRuntime().halt(status);
    }
}
