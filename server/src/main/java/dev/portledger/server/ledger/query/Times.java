package dev.portledger.server.ledger.query;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Times as callers write them: ISO 8601 with a zone or offset. */
public final class Times {

    /** Before it nothing was ever watched, and after it nothing will be asked; PostgreSQL could hold more. */
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final Duration LONGEST_RANGE = Duration.ofDays(400);

    private Times() {}

    /** @throws ProblemException TIME_INVALID unless the text is a time with a zone or offset */
    public static Instant parse(String text, String field) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
                return time;
            }
        } catch (DateTimeException _) {
            // said below
        }
        throw new ProblemException(
                ErrorCode.TIME_INVALID,
                "a time is written as 2026-11-17T03:14:00Z or with an offset, not " + text,
                field);
    }

    public static Optional<Instant> parse(Optional<String> text, String field) {
        return text.map(given -> parse(given, field));
    }

    /** A time span that is asked for; the end is not part of it. */
    public record Range(Instant from, Instant to) {

        /**
         * @param to empty: now
         * @param from empty: a day before the end
         * @throws ProblemException TIME_INVALID or RANGE_INVALID
         */
        public static Range parse(Optional<String> from, Optional<String> to, Instant now) {
            Instant end = Times.parse(to, "to").orElse(now);
            Instant begin = Times.parse(from, "from").orElse(end.minus(Duration.ofDays(1)));
            if (!begin.isBefore(end)) {
                throw new ProblemException(ErrorCode.RANGE_INVALID, "from has to be before to", "from");
            }
            if (Duration.between(begin, end).compareTo(LONGEST_RANGE) > 0) {
                throw new ProblemException(
                        ErrorCode.RANGE_INVALID, "a range has at most " + LONGEST_RANGE.toDays() + " days", "from");
            }
            return new Range(begin, end);
        }
    }
}
