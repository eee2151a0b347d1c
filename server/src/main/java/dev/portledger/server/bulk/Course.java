package dev.portledger.server.bulk;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.time.Duration;
import java.util.Optional;

/**
 * How a bulk stop goes through its lines.
 *
 * @param waveSize so many lines at once, 1 to 100
 * @param pause between the end of a wave and the next one, at most an hour
 * @param maxFailures with more failed lines no further wave begins
 */
record Course(int waveSize, Duration pause, int maxFailures) {

    private static final int MOST_LINES = 100;

    /** @throws ProblemException BODY_INVALID */
    static Course of(Optional<Integer> waveSize, Optional<Duration> pause, Optional<Integer> maxFailures) {
        var course = new Course(waveSize.orElse(5), pause.orElse(Duration.ZERO), maxFailures.orElse(0));
        if (course.waveSize < 1 || course.waveSize > MOST_LINES) {
            throw new ProblemException(ErrorCode.BODY_INVALID, "a wave has 1 to " + MOST_LINES + " lines", "waveSize");
        }
        if (course.pause.isNegative() || course.pause.compareTo(Duration.ofHours(1)) > 0) {
            throw new ProblemException(ErrorCode.BODY_INVALID, "a pause is at most PT1H", "pause");
        }
        if (course.maxFailures < 0) {
            throw new ProblemException(ErrorCode.BODY_INVALID, "maxFailures is 0 or more", "maxFailures");
        }
        return course;
    }
}
