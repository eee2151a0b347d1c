package dev.portledger.agent.engine;

import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which container it is, by what the host's engines say. Questions never wait for an engine: they are answered from the last list,
 * and where that is too old a new one is fetched in the background, by a thread that lives as long as that takes. Engines are asked
 * only when a process of theirs, or a container, has been seen. May be used from several threads.
 *
 * <p>A container that was found is remembered for as long as it is asked for, so an engine that hangs later takes no name away.
 */
public final class Engines implements AutoCloseable {

    /** What an engine gets for its whole answer. A busy one takes some ten milliseconds. */
    static final Duration PATIENCE = Duration.ofMillis(800);

    /** What all engines of a host get; whoever waits for them waits no longer than this and a little. */
    static final Duration ROUND = Duration.ofSeconds(2);

    private static final long REFRESH = Duration.ofSeconds(60).toNanos();
    private static final long RETRY_FIRST = Duration.ofSeconds(1).toNanos();
    private static final int REMEMBERED = 4096;

    private final EngineSockets sockets;
    private final Map<Answer.Wanted, Wish> wishes = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Answer.Wanted, Wish> eldest) {
            return size() > REMEMBERED;
        }
    };
    private @Nullable Answer answer;
    private @Nullable Thread asking;
    private boolean askAgain;
    private boolean news;
    private boolean closed;
    private long lookAgainAt;
    private boolean lookAgain;

    /** Something looked for, since when, and what was found last. */
    private static final class Wish {
        private final long since;
        private @Nullable Container found;

        private Wish(long since) {
            this.since = since;
        }
    }

    public Engines(EngineSockets sockets) {
        this.sockets = sockets;
    }

    /**
     * The container for which a process of an engine listens.
     *
     * @param uid the user of that process; only an engine of the same user is believed
     * @param inode the socket's, since a process may listen for several containers one after the other
     */
    public Finding publisher(ProcessIdentity process, long uid, long inode, Protocol protocol, LocalEndpoint endpoint) {
        return find(new Answer.Publisher(process, uid, inode, protocol, endpoint));
    }

    /**
     * The container of that id.
     *
     * @param user uid of the user in whose slice it runs, whose engine may know it beside root's
     */
    public Finding container(String id, Optional<Long> user) {
        return find(new Answer.Id(id, user));
    }

    private synchronized Finding find(Answer.Wanted wanted) {
        long now = System.nanoTime();
        Wish wish = wishes.computeIfAbsent(wanted, unknown -> new Wish(now));
        Optional<Answer> last = Optional.ofNullable(answer);
        Optional<Answer> fresh = last.filter(one -> one.began() - wish.since >= 0);
        (wanted.staysTrue() ? last : fresh).flatMap(one -> one.find(wanted)).ifPresent(found -> wish.found = found);
        if (fresh.isEmpty() || now - fresh.get().began() > REFRESH) {
            ask();
        }
        if (wish.found != null) {
            return new Finding.Found(wish.found);
        }
        if (fresh.isEmpty()) {
            return new Finding.Asking();
        }
        retry(now, now - wish.since, fresh.get());
        return fresh.get().doubt(wanted).<Finding>map(Finding.Unanswered::new).orElseGet(Finding.Unlisted::new);
    }

    /** An engine starts to listen before it lists the container as running, and a hanging one may come back: soon, then rarer. */
    private void retry(long now, long age, Answer last) {
        long pause = Math.clamp(age / 2, RETRY_FIRST, REFRESH);
        if (now - last.began() >= pause) {
            ask();
        }
        long at = last.began() + pause;
        if (!lookAgain || at - lookAgainAt < 0) {
            lookAgainAt = at;
        }
        lookAgain = true;
    }

    /** Whether findings may be others than they were: an answer has come, or it is time to ask once more. */
    public synchronized boolean isNewsDue() {
        if (lookAgain && System.nanoTime() - lookAgainAt >= 0) {
            lookAgain = false;
            news = true;
        }
        boolean due = news;
        news = false;
        return due;
    }

    /** Asks all engines, whatever is known. The answer is news. */
    public synchronized void ask() {
        if (asking != null) {
            askAgain = true;
        } else if (!closed) {
            asking = Thread.ofPlatform().name("engines").daemon().start(this::askNow);
        }
    }

    private void askNow() {
        boolean more = true;
        while (more) {
            Answer fresh = Answer.ask(sockets.now(), PATIENCE, ROUND);
            synchronized (this) {
                answer = fresh;
                news = true;
                more = askAgain && !closed;
                askAgain = false;
                if (!more) {
                    asking = null;
                }
                notifyAll();
            }
        }
    }

    /** Waits until every question is answered or given up, some two seconds at most; mostly it takes milliseconds. */
    public void await() {
        await(ROUND.plus(ROUND));
    }

    /**
     * Waits until no question is open, or the time is over.
     *
     * @return whether all have been answered
     */
    synchronized boolean await(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            long left;
            while (asking != null && (left = deadline - System.nanoTime()) > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return asking == null;
    }

    /** What the last answers were like; engines that were never asked are named only. */
    public Facility facility() {
        Answer last;
        synchronized (this) {
            last = answer;
        }
        if (last == null) {
            String present = sockets.now().stream()
                    .map(socket -> socket.path().toString())
                    .collect(Collectors.joining(", "));
            return present.isEmpty()
                    ? new Facility("engines", true, "there is no container engine's socket here", Optional.empty())
                    : new Facility("engines", true, present + " is asked when a container is seen", Optional.empty());
        }
        List<String> answering = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (Answer.Reply reply : last.replies()) {
            reply.trouble()
                    .ifPresentOrElse(
                            silent::add,
                            () -> answering.add(reply.socket().path() + " lists "
                                    + reply.containers().size() + " running"));
        }
        if (silent.isEmpty()) {
            String detail =
                    answering.isEmpty() ? "there is no container engine's socket here" : String.join("; ", answering);
            return new Facility("engines", true, detail, Optional.empty());
        }
        return new Facility(
                "engines",
                false,
                String.join("; ", silent),
                Optional.of("containers have no names, and those behind published ports stay unknown"));
    }

    @Override
    public void close() {
        Thread thread;
        synchronized (this) {
            closed = true;
            thread = asking;
        }
        if (thread != null) {
            thread.interrupt();
        }
    }
}
