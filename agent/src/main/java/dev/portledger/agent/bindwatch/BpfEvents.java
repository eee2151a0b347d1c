package dev.portledger.agent.bindwatch;

import dev.portledger.agent.bindwatch.KernelEvent.BindSuspected;
import dev.portledger.agent.bindwatch.KernelEvent.Closed;
import dev.portledger.agent.bindwatch.KernelEvent.Lost;
import dev.portledger.agent.bpf.KernelProbes;
import dev.portledger.agent.bpf.KernelProbes.BindEnd;
import dev.portledger.agent.bpf.RawEvent;
import dev.portledger.agent.netlink.Namespace;
import dev.portledger.domain.frame.Facility;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jboss.logging.Logger;

/** The upper rungs: programs of ours in the kernel, and a thread that reads what they say. */
final class BpfEvents implements EventSource {

    /** Room for 15,000 events: on a host whose processors are all busy, 10,000 can come before this thread has its turn. */
    static final int RING_BYTES = 2 << 20;

    private static final Logger LOG = Logger.getLogger(BpfEvents.class);
    private static final Duration IDLE = Duration.ofSeconds(10);
    /** After events nothing is read for so long, that a storm of them is read in batches. */
    private static final Duration REST = Duration.ofMillis(1);
    /** In {@link EventMode#POST} each bind of the host is an event, and none is urgent. */
    private static final Duration REST_OF_POST = Duration.ofMillis(4);

    private static final Duration AGAIN = Duration.ofMillis(4);

    private final KernelProbes probes;
    private final EventMode mode;
    private final LongFunction<Instant> clock;
    private final Consumer<KernelEvent> listener;
    private final RawEvents events;
    private final Attempts attempts = new Attempts(new ThreadLeaving());
    private final HeldListens listens = new HeldListens();
    private final String whyNotHigher;
    private final Thread thread;
    private volatile boolean closed;
    private volatile Optional<String> broken = Optional.empty();
    private final AtomicLong lost = new AtomicLong();
    private long dropped;
    private boolean busy;

    private BpfEvents(
            KernelProbes probes,
            EventMode mode,
            String whyNotHigher,
            LongFunction<Instant> clock,
            long own,
            Consumer<KernelEvent> listener) {
        this.probes = probes;
        this.mode = mode;
        this.whyNotHigher = whyNotHigher;
        this.clock = clock;
        this.listener = listener;
        events = new RawEvents(clock, own);
        thread = Thread.ofPlatform().name("kernel-events").daemon().unstarted(this::run);
    }

    /**
     * @param mode {@link EventMode#EXIT} or {@link EventMode#POST}
     * @param whyNotHigher a sentence, or nothing
     * @param ringBytes see {@link KernelProbes#attach}
     * @throws IOException when the kernel lacks or forbids what is needed
     */
    static BpfEvents open(
            EventMode mode,
            String whyNotHigher,
            int ringBytes,
            LongFunction<Instant> clock,
            Consumer<KernelEvent> listener)
            throws IOException {
        BindEnd end = mode == EventMode.EXIT ? BindEnd.SYSCALL_TRACEPOINT : BindEnd.SUCCESS_ONLY;
        long own = Namespace.ownNetwork();
        BpfEvents source = new BpfEvents(KernelProbes.attach(end, ringBytes), mode, whyNotHigher, clock, own, listener);
        source.thread.start();
        return source;
    }

    private void run() {
        try {
            while (!closed) {
                probes.await(true, patience());
                read();
                if (busy) {
                    probes.await(false, mode == EventMode.POST ? REST_OF_POST : REST);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("the kernel's events cannot be read any more", e);
            broken = Optional.of(e.toString());
            listener.accept(new Lost(now(), 1));
        }
    }

    private Duration patience() {
        if (!listens.isEmpty()) {
            return HeldListens.HOLD;
        }
        if (attempts.mayBeSuspected()) {
            return Attempts.SUSPICIOUS_AFTER;
        }
        OptionalLong oldest = attempts.oldest();
        if (oldest.isEmpty()) {
            return IDLE;
        }
        long left = oldest.getAsLong() + Attempts.GRACE.toNanos() - System.nanoTime();
        return left > 0 ? Duration.ofNanos(left) : AGAIN;
    }

    private void read() throws IOException {
        long began = System.nanoTime();
        busy = false;
        boolean all = probes.drain(this::take);
        long droppedNow = probes.dropped();
        if (droppedNow > dropped) {
            attempts.giveUp(System.nanoTime());
            lost(droppedNow - dropped + attempts.takeUnknown());
            dropped = droppedNow;
        }
        if (all) {
            attempts.suspected(began).forEach(one -> listener.accept(new BindSuspected(one.at(), one.caller())));
            attempts.failed(began).forEach(listener);
            listens.release(clock.apply(began)).forEach(listener);
        }
        long unknown = attempts.takeUnknown();
        if (unknown > 0) {
            lost(unknown);
        }
    }

    private void lost(long count) {
        lost.addAndGet(count);
        listener.accept(new Lost(now(), count));
    }

    private void take(RawEvent raw) {
        busy = true;
        raw.what().ifPresent(what -> {
            switch (what) {
                case LISTENING -> listening(raw);
                case CLOSED -> closed(raw);
                case FAILED -> events.failed(raw, Optional.of(-raw.result())).ifPresent(listener);
                case ATTEMPT ->
                    events.failed(raw, Optional.empty())
                            .ifPresent(failed ->
                                    attempts.tried(new Attempts.Attempt(failed, raw.cookie(), raw.monotonicNanos())));
                case BOUND -> attempts.succeeded(raw.cookie());
            }
        });
    }

    private void listening(RawEvent raw) {
        // that the call has returned, or is bind(2), says that it is no listen(2) which fails
        boolean certain = raw.isOfListen() || raw.protocol() != 6;
        events.listening(raw).ifPresent(certain ? listener : listens::hold);
    }

    private void closed(RawEvent raw) {
        Closed event = events.closed(raw);
        if (!raw.isShutDown() && listens.wasFailed(event)) {
            return;
        }
        listens.releaseAll().forEach(listener);
        listener.accept(event);
    }

    private Instant now() {
        return clock.apply(System.nanoTime());
    }

    @Override
    public EventMode mode() {
        return mode;
    }

    @Override
    public Facility facility() {
        return broken.map(Facilities::broken)
                .orElseGet(() -> Facilities.bpf(mode, probes.untyped(), lost.get(), whyNotHigher));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        probes.wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return; // the thread still reads what would be unmapped; all of it goes with the process
        }
        probes.close();
    }
}
