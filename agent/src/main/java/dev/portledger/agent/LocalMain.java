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
        System.exit(Looking.run(args));
    }
}
