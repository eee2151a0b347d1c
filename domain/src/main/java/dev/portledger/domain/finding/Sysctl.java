package dev.portledger.domain.finding;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/** A setting of a kernel under {@code /proc/sys} (proc_sys(5)), as it was found. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Sysctl.Value.class, name = "value"),
    @JsonSubTypes.Type(value = Sysctl.Absent.class, name = "absent"),
    @JsonSubTypes.Type(value = Sysctl.Unread.class, name = "unread")
})
public sealed interface Sysctl {

    /** What is longer is not read: reserved ports are a list without an end. In characters. */
    int LONGEST = 4_096;

    /** @param text the file's content without the newline */
    record Value(String text) implements Sysctl {
        public Value {
            requireShort(text);
        }
    }

    /** This kernel has no such setting. */
    record Absent() implements Sysctl {}

    /** @param why in words */
    record Unread(String why) implements Sysctl {
        public Unread {
            requireShort(why);
        }
    }

    private static void requireShort(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("a text of " + text.length() + " characters");
        }
    }

    /** The value, if it is one number. */
    default Optional<Integer> number() {
        return this instanceof Value(String text) && text.matches("\\d{1,9}")
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
    }
}
