package dev.portledger.server.error;

import java.util.Optional;

/** A request cannot be answered, for a reason that the caller is told. */
public class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String field;

    /** @param detail a sentence for people, without secrets */
    public ProblemException(ErrorCode code, String detail) {
        this(code, detail, "");
    }

    /** @param field the parameter or property that is wrong */
    public ProblemException(ErrorCode code, String detail, String field) {
        super(detail);
        this.code = code;
        this.field = field;
    }

    public ErrorCode code() {
        return code;
    }

    public Optional<String> field() {
        return field.isEmpty() ? Optional.empty() : Optional.of(field);
    }

    public Problem problem() {
        return Problem.of(code, String.valueOf(getMessage()), field());
    }
}
