package dev.portledger.server.conflict;

import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.conflict.FailedBindBook.Change;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.ledger.write.StorableText;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** What people do about failed binds. */
@ApplicationScoped
class FailedBindService {

    static final Duration LONGEST_SNOOZE = Duration.ofDays(30);
    static final int LONGEST_NOTE = 1_000;

    private final FailedBindBook book;
    private final Clock clock = Clock.systemUTC();

    FailedBindService(FailedBindBook book) {
        this.book = book;
    }

    /** @throws ProblemException NOT_FOUND, TIME_INVALID, BODY_INVALID or FAILED_BIND_STATE_CONFLICT */
    void snooze(String person, UUID hostId, UUID failedId, Instant until, Optional<String> note) {
        Instant now = now();
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST_SNOOZE))) {
            throw new ProblemException(
                    ErrorCode.TIME_INVALID,
                    "a failed bind is snoozed until a time in the next " + LONGEST_SNOOZE.toDays() + " days",
                    "until");
        }
        Optional<String> why = note.flatMap(FailedBindService::note);
        AuditDraft entry =
                AuditDraft.of(new Actor.Person(person), "failed_bind.snoozed").with("until", until.toString());
        book.change(hostId, failedId, state -> {
            FailedBindState next =
                    switch (state) {
                        case FailedBindState.Open open -> open.snooze(until, person, why, now);
                        case FailedBindState.Snoozed snoozed -> snoozed.snooze(until, person, why, now);
                        case FailedBindState.Resolved _ -> throw conflict("it is resolved");
                    };
            return new Change(next, why.map(entry::because).orElse(entry));
        });
    }

    /** @throws ProblemException NOT_FOUND, REASON_REQUIRED, BODY_INVALID or FAILED_BIND_STATE_CONFLICT */
    void resolve(String person, UUID hostId, UUID failedId, Optional<String> note) {
        String why = note.flatMap(FailedBindService::note)
                .orElseThrow(() -> new ProblemException(ErrorCode.REASON_REQUIRED, "say what settled it", "note"));
        Instant now = now();
        book.change(hostId, failedId, state -> {
            FailedBindState next =
                    switch (state) {
                        case FailedBindState.Open open -> open.resolve(person, why, now);
                        case FailedBindState.Snoozed snoozed -> snoozed.resolve(person, why, now);
                        case FailedBindState.Resolved _ -> throw conflict("it is resolved already");
                    };
            return new Change(
                    next,
                    AuditDraft.of(new Actor.Person(person), "failed_bind.resolved")
                            .because(why));
        });
    }

    /** @throws ProblemException NOT_FOUND or FAILED_BIND_STATE_CONFLICT */
    void reopen(String person, UUID hostId, UUID failedId) {
        Instant now = now();
        book.change(hostId, failedId, state -> {
            FailedBindState next =
                    switch (state) {
                        case FailedBindState.Open _ -> throw conflict("it is open");
                        case FailedBindState.Snoozed snoozed -> snoozed.reopen(person, now);
                        case FailedBindState.Resolved resolved -> resolved.reopen(person, now);
                    };
            return new Change(next, AuditDraft.of(new Actor.Person(person), "failed_bind.reopened"));
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Optional<String> note(String text) {
        if (text.length() > LONGEST_NOTE) {
            throw new ProblemException(
                    ErrorCode.BODY_INVALID, "a note has at most " + LONGEST_NOTE + " characters", "note");
        }
        return Optional.of(StorableText.of(text.strip())).filter(given -> !given.isEmpty());
    }

    private static ProblemException conflict(String why) {
        return new ProblemException(ErrorCode.FAILED_BIND_STATE_CONFLICT, why);
    }
}
