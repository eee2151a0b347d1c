package dev.portledger.agent.local;

/** What the agent says to a request. */
public sealed interface LocalReply {

    /**
     * The command was carried out, well or not.
     *
     * @param status its exit code
     * @param out what it wrote to standard output
     * @param err what it wrote to standard error
     */
    record Done(int status, String out, String err) implements LocalReply {}

    /** It was not: the command has to look for itself. {@code detail} is for people. */
    record Refused(LocalProblem problem, String detail) implements LocalReply {}
}
