package dev.portledger.agent.failedbind;

import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.FailedBindSeries.Call;
import java.util.Optional;

/**
 * What makes two failures the same one again: a program of the same name and user wants the same endpoint in the same way. The pid
 * is not in it, as whoever restarts a program gives it a new one; nor is what can be read only while the process lives.
 *
 * @param attempt with the owner of the socket
 * @param comm name of the thread that made the call
 */
record SeriesKey(Call call, BindAttempt attempt, Optional<Integer> errno, Optional<Long> netns, String comm) {}
