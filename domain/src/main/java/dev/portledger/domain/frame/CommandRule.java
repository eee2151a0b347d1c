package dev.portledger.domain.frame;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why an agent refuses what came as a command. Names are part of the protocol. */
public enum CommandRule {
    /** It is in no envelope. */
    UNSIGNED,
    /** The agent has never been told the server's command key. */
    NO_KEY,
    /** Signed, or said to be, by a key that the agent does not know. */
    KEY_UNKNOWN,
    /** The signature does not belong to the bytes: forged, cut off or changed on the way. */
    SIGNATURE_INVALID,
    /** Rightly signed, and not of the form of a command. */
    MALFORMED,
    OTHER_HOST,
    /** Made for another connection. */
    OTHER_SESSION,
    /** Its number has been there, or one after it. */
    REPLAYED,
    /** Its deadline is no time after something that the agent has said. */
    DEADLINE_UNKNOWN,
    EXPIRED,
    /** A set of command keys that does not follow the one that is known. */
    KEYS_NOT_NEXT;

    /** {@code command.signature_invalid}. */
    @JsonValue
    public String code() {
        return "command." + name().toLowerCase(Locale.ROOT);
    }
}
