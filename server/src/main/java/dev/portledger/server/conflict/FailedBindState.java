package dev.portledger.server.conflict;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of a failed bind. A new failure opens what was resolved; it does not wake what is snoozed, which opens by itself
 * when its time is up.
 *
 * <pre>
 *   Open ──snooze──► Snoozed ──time is up, reopen──► Open
 *   Open, Snoozed ──resolve──► Resolved ──reopen, failed again──► Open
 * </pre>
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = FailedBindState.Open.class, name = "open"),
    @JsonSubTypes.Type(value = FailedBindState.Snoozed.class, name = "snoozed"),
    @JsonSubTypes.Type(value = FailedBindState.Resolved.class, name = "resolved")
})
public sealed interface FailedBindState {

    /** As in the database and in filters. */
    enum Name {
        OPEN,
        SNOOZED,
        RESOLVED
    }

    /** How it was settled. */
    enum How {
        /** Somebody said so. */
        PERSON,
        /** What had failed to bind the port holds it now. */
        CLAIMANT_HOLDS,
        /** Nobody has tried again for a day, and the host was watched all that time. */
        NOT_TRIED_AGAIN
    }

    /** Since when it is so. */
    Instant since();

    @JsonIgnore
    Name name();

    /** @param by who reopened it; empty where it opened by itself */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Open(Instant since, Optional<String> by) implements FailedBindState {

        @Override
        public Name name() {
            return Name.OPEN;
        }

        Snoozed snooze(Instant until, String by, Optional<String> note, Instant now) {
            return new Snoozed(until, now, by, note);
        }

        Resolved resolve(String by, String note, Instant now) {
            return Resolved.by(by, note, now);
        }
    }

    /** Somebody does not want to see it until then. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Snoozed(Instant until, Instant since, String by, Optional<String> note) implements FailedBindState {

        @Override
        public Name name() {
            return Name.SNOOZED;
        }

        Snoozed snooze(Instant longer, String person, Optional<String> why, Instant now) {
            return new Snoozed(longer, now, person, why);
        }

        Resolved resolve(String person, String why, Instant now) {
            return Resolved.by(person, why, now);
        }

        Open reopen(String person, Instant now) {
            return new Open(now, Optional.of(person));
        }
    }

    /** @param by who said so; empty where it resolved by itself */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Resolved(How how, Instant since, Optional<String> by, Optional<String> note) implements FailedBindState {

        private static Resolved by(String person, String note, Instant now) {
            return new Resolved(How.PERSON, now, Optional.of(person), Optional.of(note));
        }

        @Override
        public Name name() {
            return Name.RESOLVED;
        }

        Open reopen(String person, Instant now) {
            return new Open(now, Optional.of(person));
        }
    }
}
