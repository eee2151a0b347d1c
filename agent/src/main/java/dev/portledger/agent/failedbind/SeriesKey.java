package dev.portledger.agent.failedbind;

import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.Claimant;
import dev.portledger.domain.bind.FailedBindSeries.Call;
import java.util.Optional;

/**
 * What makes two failures the same one again: the same program of the same user and manager wants the same endpoint in the same
 * way. The pid is not in it, as whoever restarts a program gives it a new one.
 */
record SeriesKey(Call call, BindAttempt attempt, Optional<Integer> errno, Optional<Long> netns, Object program) {

    static SeriesKey of(Call call, BindAttempt attempt, Optional<Integer> errno, Optional<Long> netns, Claimant claimant) {
        record Program(String name, Object manager) {}
        String name = claimant.exe().orElse(claimant.comm());
        return new SeriesKey(call, attempt, errno, netns, new Program(name, claimant.management()));
    }
}
