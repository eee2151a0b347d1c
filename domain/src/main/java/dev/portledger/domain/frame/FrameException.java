package dev.portledger.domain.frame;

/** A frame that cannot be read; the message says where it is wrong and never repeats its content. */
public final class FrameException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;

    public FrameException(ProblemCode code, String message) {
        super(message);
        this.code = code;
    }

    public ProblemCode code() {
        return code;
    }
}
