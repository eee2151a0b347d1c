package dev.portledger.agent.local;

/** A line that is no request or no reply. */
public final class MalformedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final LocalProblem problem;

    MalformedException(LocalProblem problem, String message) {
        super(message);
        this.problem = problem;
    }

    LocalProblem problem() {
        return problem;
    }
}
