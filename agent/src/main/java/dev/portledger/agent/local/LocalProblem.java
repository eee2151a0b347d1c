package dev.portledger.agent.local;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a request is not answered; {@link #code} is what stands in the reply. */
public enum LocalProblem {
    /** It is no JSON object with the fields of a request, each of its type. */
    MALFORMED,
    /** It is longer than {@link LocalWire#MAX_REQUEST_BYTES}, or its answer than {@link LocalWire#MAX_REPLY_BYTES}. */
    TOO_LARGE,
    /** It was not complete in time. */
    TOO_SLOW,
    /** It is of another version of this protocol. */
    UNSUPPORTED_VERSION,
    /** It is none of the commands that are answered here. */
    UNKNOWN_COMMAND,
    /** The asker is in another network or pid namespace, or time zone that is not known here. */
    OTHER_SURROUNDINGS,
    /** Too many ask at once. */
    BUSY,
    /** Something is wrong in the agent. */
    FAILED;

    /** {@code unsupported_version}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for a code of a later version. */
    static Optional<LocalProblem> of(String code) {
        return Arrays.stream(values()).filter(one -> one.code().equals(code)).findFirst();
    }
}
