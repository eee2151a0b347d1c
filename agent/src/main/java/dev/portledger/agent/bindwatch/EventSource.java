package dev.portledger.agent.bindwatch;

import dev.portledger.domain.frame.Facility;

/**
 * A source of {@link KernelEvent}s that is at work. It calls its listener from one thread of its own, so the listener is
 * quick and does not throw. Closing it takes everything out of the kernel that it has put there.
 */
public sealed interface EventSource extends AutoCloseable permits BpfEvents, TraceFsEvents, NoEvents {

    /** The rung in use, never {@link EventMode#AUTO}. */
    EventMode mode();

    /** The facility {@code events}: what is in use, why nothing better is, and what that costs. */
    Facility facility();

    /** Closing twice does nothing. */
    @Override
    void close();
}
