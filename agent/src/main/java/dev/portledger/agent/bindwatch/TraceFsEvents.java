package dev.portledger.agent.bindwatch;

import dev.portledger.agent.bindwatch.KernelEvent.Closed;
import dev.portledger.agent.bindwatch.KernelEvent.Listening;
import dev.portledger.agent.bindwatch.KernelEvent.Lost;
import dev.portledger.agent.bindwatch.TraceLines.Line;
import dev.portledger.agent.kernel.TraceFs;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.socket.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jboss.logging.Logger;

/**
 * The rung below BPF: the same tracepoint as text, by a trace instance of our own, which nobody else's tracing disturbs. Unlike
 * everything else here an instance stays when the agent is killed; it is removed at the next start.
 *
 * <p>Failed binds are not told: the tracepoints of bind(2) name neither address family nor port, and what could be read of the
 * caller's memory afterwards may be something else by then.
 */
final class TraceFsEvents implements EventSource {

    private static final Logger LOG = Logger.getLogger(TraceFsEvents.class);
    private static final String INSTANCE = "instances/portledger-agent";
    private static final String EVENT = "events/sock/inet_sock_set_state/";
    private static final String LISTEN_ONLY = "newstate==10 || (oldstate==10 && newstate==7)";
    private static final int CHUNK = 1 << 12; // the kernel hands out no more at once
    private static final String KILOBYTES = "256"; // of each processor

    private final TraceFs tracing;
    private final Path instance;
    private final FileChannel pipe;
    private final LongFunction<Instant> clock;
    private final Consumer<KernelEvent> listener;
    private final String whyNotHigher;
    private final HeldListens listens = new HeldListens();
    private final Thread thread;
    private volatile boolean closed;
    private volatile Optional<String> broken = Optional.empty();

    private TraceFsEvents(
            TraceFs tracing,
            Path instance,
            FileChannel pipe,
            String whyNotHigher,
            LongFunction<Instant> clock,
            Consumer<KernelEvent> listener) {
        this.tracing = tracing;
        this.instance = instance;
        this.pipe = pipe;
        this.whyNotHigher = whyNotHigher;
        this.clock = clock;
        this.listener = listener;
        thread = Thread.ofPlatform().name("kernel-events").daemon().unstarted(this::run);
    }

    /**
     * @param whyNotHigher a sentence, or nothing
     * @throws IOException when the kernel lacks or forbids what is needed, or another agent of this host uses it
     */
    static TraceFsEvents open(String whyNotHigher, LongFunction<Instant> clock, Consumer<KernelEvent> listener)
            throws IOException {
        TraceFs tracing = TraceFs.open();
        Path instance = tracing.path().resolve(INSTANCE);
        boolean ours = false;
        try {
            Files.deleteIfExists(instance); // of an agent that was killed; fails while one reads it
            Files.createDirectory(instance);
            ours = true;
            set(instance, "trace_clock", "mono");
            set(instance, "options/record-tgid", "1");
            set(instance, "buffer_size_kb", KILOBYTES);
            set(instance, EVENT + "filter", LISTEN_ONLY);
            FileChannel pipe = FileChannel.open(instance.resolve("trace_pipe"), StandardOpenOption.READ);
            set(instance, EVENT + "enable", "1");
            TraceFsEvents source = new TraceFsEvents(tracing, instance, pipe, whyNotHigher, clock, listener);
            source.thread.start();
            return source;
        } catch (IOException | RuntimeException e) {
            if (ours) {
                remove(instance);
            }
            tracing.close();
            throw e;
        }
    }

    private static void set(Path instance, String file, String value) throws IOException {
        Files.writeString(instance.resolve(file), value, StandardOpenOption.WRITE);
    }

    private void run() {
        try {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (!closed && pipe.read(chunk.clear()) >= 0) {
                chunk.flip();
                while (chunk.hasRemaining()) {
                    byte next = chunk.get();
                    if (next != '\n') {
                        line.write(next);
                    } else {
                        TraceLines.parse(line.toString(StandardCharsets.UTF_8)).ifPresent(this::take);
                        line.reset();
                    }
                }
                listens.releaseAll().forEach(listener);
            }
        } catch (ClosedChannelException e) {
            // so it was told to end
        } catch (IOException | RuntimeException e) {
            LOG.error("the kernel's events cannot be read any more", e);
            broken = Optional.of(e.toString());
            listener.accept(new Lost(clock.apply(System.nanoTime()), 1));
        }
    }

    private void take(Line line) {
        switch (line) {
            case Line.Changed changed when changed.listening() -> listening(changed);
            case Line.Changed changed -> closed(changed);
            case Line.Lost lost -> listener.accept(new Lost(clock.apply(System.nanoTime()), lost.count()));
        }
    }

    private void listening(Line.Changed changed) {
        changed.endpoint()
                .map(endpoint -> new SocketSight(
                        Protocol.TCP, endpoint, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
                .map(socket -> new Listening(clock.apply(changed.monotonicNanos()), changed.caller(), socket))
                .ifPresent(listens::hold);
    }

    private void closed(Line.Changed changed) {
        Closed event = new Closed(
                clock.apply(changed.monotonicNanos()),
                changed.caller(),
                Protocol.TCP,
                changed.endpoint(),
                Optional.empty(),
                Optional.empty());
        if (!listens.wasFailed(event)) {
            listens.releaseAll().forEach(listener);
            listener.accept(event);
        }
    }

    @Override
    public EventMode mode() {
        return EventMode.TRACEFS;
    }

    @Override
    public Facility facility() {
        return broken.map(Facilities::broken).orElseGet(() -> Facilities.traceFs(whyNotHigher));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            pipe.close();
            thread.join();
        } catch (IOException e) {
            LOG.warn("trace_pipe was not closed in order", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        remove(instance);
        tracing.close();
    }

    private static void remove(Path instance) {
        try {
            set(instance, EVENT + "enable", "0");
            Files.deleteIfExists(instance);
        } catch (IOException e) {
            LOG.warnf("the trace instance %s is left behind: %s", instance, e);
        }
    }
}
