package dev.portledger.domain.bind;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A bind(2) or listen(2) that returned an error, with all that followed it and were the same: one claimant that is started
 * again and again makes one series. All times are by the agent's clock.
 *
 * @param id the series; a later report with the same id replaces this one and has more {@code times} and a later {@code lastAt}
 * @param firstAt the first failure
 * @param lastAt the last one
 * @param times failures so far, at least 1
 * @param call the call that failed
 * @param attempt what was wanted
 * @param errno the error as in errno(3), 98 for EADDRINUSE; empty where the source only knows that there was no success
 * @param netns inode number of the claimant's network namespace; empty where the source does not tell
 * @param claimant who tried last and could still be read; where nobody could, who tried last
 * @param inTheWay sockets that were in the way when it was looked last, within seconds of {@code lastAt}; empty where there were none, or none could be seen
 * @param moreInTheWay how many more there were than a frame lists
 * @param diagnosis why it failed and what to do; empty where nobody has judged it yet
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record FailedBindSeries(
        UUID id,
        Instant firstAt,
        Instant lastAt,
        long times,
        Call call,
        BindAttempt attempt,
        Optional<Integer> errno,
        Optional<Long> netns,
        Claimant claimant,
        List<HeldSocket> inTheWay,
        int moreInTheWay,
        Optional<Diagnosis> diagnosis) {

    /** The system call that failed. */
    public enum Call {
        BIND,
        LISTEN
    }

    public FailedBindSeries {
        if (times < 1) {
            throw new IllegalArgumentException("a series has one failure at least");
        }
        if (lastAt.isBefore(firstAt)) {
            throw new IllegalArgumentException("the last failure is not before the first");
        }
        if (times == 1 && !lastAt.equals(firstAt)) {
            throw new IllegalArgumentException("one failure has one time");
        }
        if (errno.isPresent() && (errno.get() < 1 || errno.get() > 4_095)) {
            throw new IllegalArgumentException("an error is 1 to 4095 (MAX_ERRNO in linux/err.h)");
        }
        if (moreInTheWay < 0) {
            throw new IllegalArgumentException("a count is never negative");
        }
        inTheWay = List.copyOf(inTheWay);
    }

    /**
     * The error, where it is one of those that are decided in {@link BindRule}: what the kernel answered, or, where the source does
     * not tell that, what it answers for this cause.
     */
    @JsonIgnore
    public Optional<Errno> error() {
        return errno.isPresent()
                ? errno.flatMap(Errno::of)
                : diagnosis.map(Diagnosis::cause).flatMap(Cause::error);
    }
}
