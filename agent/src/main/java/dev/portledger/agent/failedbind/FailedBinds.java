package dev.portledger.agent.failedbind;

import dev.portledger.agent.bind.PortSight;
import dev.portledger.agent.bindwatch.Caller;
import dev.portledger.agent.bindwatch.KernelEvent.BindFailed;
import dev.portledger.agent.bindwatch.SocketSight;
import dev.portledger.agent.holder.BindPrivilege;
import dev.portledger.agent.holder.ClaimantReader;
import dev.portledger.agent.netlink.NetworkNamespace;
import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.Claimant;
import dev.portledger.domain.bind.Errno;
import dev.portledger.domain.bind.FailedBind;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.bind.FailedBindSeries.Call;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The failed binds that are remembered, folded into series. A new series is reported at once, more of the same every two seconds
 * with what a fresh look at the port shows. For one thread at a time.
 */
public final class FailedBinds implements AutoCloseable {

    private static final Duration TELL_EVERY = Duration.ofSeconds(2);
    /** Without a failure for so long a series is over; the next failure begins another one. */
    private static final Duration OVER_AFTER = Duration.ofMinutes(15);

    private static final int REMEMBERED = 4_096;
    /** A process that fails in a loop is read so often. */
    private static final Duration CLAIMANT_KNOWN_FOR = Duration.ofSeconds(1);

    /** @param privileged whether it had CAP_NET_BIND_SERVICE then */
    private record Read(Claimant claimant, Optional<Boolean> privileged, Instant at) {}

    private final ClaimantReader claimants;
    private final Optional<PortSight> sight;
    private final Networks networks;
    private final Map<SeriesKey, Series> series = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Caller, Read> read = new LinkedHashMap<>();
    private final Claims claims = new Claims();

    /**
     * Network namespaces.
     *
     * @param own inode number of the one that is looked at without entering it
     * @param others the way into the others
     */
    public record Networks(long own, OtherNetworks others) {}

    /** Opens another network namespace. */
    @FunctionalInterface
    public interface OtherNetworks {
        /**
         * @param pid a process that may be in it
         * @throws IOException if it can't be entered
         */
        NetworkNamespace open(long netns, int pid) throws IOException;
    }

    /**
     * @param claimants belongs to this from here on
     * @param sight the same; empty where the sockets cannot be read
     */
    public FailedBinds(ClaimantReader claimants, Optional<PortSight> sight, Networks networks) {
        this.claimants = claimants;
        this.sight = sight;
        this.networks = networks;
    }

    /** The last of each port of this network namespace; may be asked from any thread. */
    public Claims claims() {
        return claims;
    }

    void add(BindFailed event, Instant now) {
        Read caller = read(event.caller(), event.at(), now);
        Claimant claimant = caller.claimant();
        // series are of one attempt also where its privilege was too late to read
        BindAttempt attempt = attempt(event, Optional.empty());
        BindAttempt privileged = attempt(event, caller.privileged());
        if (event.socket().netns().filter(netns -> netns != networks.own()).isEmpty()) {
            claims.failed(new Claim(privileged, event.errno().flatMap(Errno::of), claimant, event.at()));
        }
        SeriesKey key = new SeriesKey(
                call(event), attempt, event.errno(), event.socket().netns(), claimant.comm());
        Series one = series.computeIfAbsent(key, _ -> new Series(key, event.at(), claimant));
        one.failed(event.at(), claimant);
        if (Duration.between(one.foundAt(), now).compareTo(TELL_EVERY) >= 0) {
            one.found(look(event, privileged, claimant), now);
        }
    }

    private Findings look(BindFailed event, BindAttempt attempt, Claimant claimant) {
        if (sight.isEmpty()) {
            return Findings.unseen("the kernel does not let this agent read sockets in detail");
        }
        Optional<Long> elsewhere = event.socket().netns().filter(netns -> netns != networks.own());
        try {
            return Findings.of(
                    elsewhere.isPresent()
                            ? lookIn(elsewhere.get(), sight.get(), event, attempt, claimant)
                            : sight.get().look(attempt, error(event), Optional.of(claimant), socket(event)));
        } catch (IOException e) {
            return Findings.unseen((elsewhere.isPresent()
                            ? "the claimant's network namespace could not be looked into: "
                            : "the sockets could not be read: ")
                    + e.getMessage());
        }
    }

    private FailedBind lookIn(long netns, PortSight sight, BindFailed event, BindAttempt attempt, Claimant claimant)
            throws IOException {
        try (NetworkNamespace there =
                networks.others().open(netns, event.caller().pid())) {
            return sight.look(there, attempt, error(event), Optional.of(claimant), socket(event));
        }
    }

    private static Optional<Errno> error(BindFailed event) {
        return event.errno().flatMap(Errno::of);
    }

    private static Optional<SocketId> socket(BindFailed event) {
        return event.socket().cookie().map(cookie -> cookie);
    }

    /** Somebody is about to fail; who that is can be read now, and perhaps not any more when it has. */
    void expect(Caller caller, Instant at, Instant now) {
        var _ = read(caller, at, now);
    }

    private Read read(Caller caller, Instant at, Instant now) {
        Read known = read.get(caller);
        if (known != null && Duration.between(known.at(), now).compareTo(CLAIMANT_KNOWN_FOR) < 0) {
            return known;
        }
        Claimant claimant = claimants.read(
                new ClaimantReader.Call(caller.pid(), caller.uid(), caller.comm(), caller.cgroupId(), at));
        read.values().removeIf(old -> Duration.between(old.at(), now).compareTo(CLAIMANT_KNOWN_FOR) >= 0);
        if (claimant.process().isEmpty()) {
            return new Read(claimant, Optional.empty(), now);
        }
        Read alive = new Read(claimant, BindPrivilege.of(caller.pid()), now);
        read.put(caller, alive);
        return alive;
    }

    private static Call call(BindFailed event) {
        return switch (event.call()) {
            case BIND -> Call.BIND;
            case LISTEN -> Call.LISTEN;
        };
    }

    /** Whether listen(2) would have followed is not known of a bind that failed; of TCP it is what ports are bound for. */
    private static BindAttempt attempt(BindFailed event, Optional<Boolean> privileged) {
        SocketSight socket = event.socket();
        return new BindAttempt(
                socket.protocol(),
                socket.endpoint(),
                socket.v6Only(),
                new ReuseFlags(event.reuseAddress(), event.reusePort()),
                socket.uid(),
                privileged,
                false,
                socket.protocol() == Protocol.TCP);
    }

    /** What is to be told now, those that failed first in front, at most a frame of them. */
    List<FailedBindSeries> due(Instant now) {
        forget(now);
        List<Series> due = series.values().stream()
                .filter(one -> one.isUntold() && !now.isBefore(dueAt(one)))
                .sorted(Comparator.comparing(Series::lastAt))
                .limit(FrameLimits.MAX_FAILED_BINDS_PER_FRAME)
                .toList();
        due.forEach(one -> one.told(now));
        return due.stream().map(Series::report).toList();
    }

    private static Instant dueAt(Series one) {
        return one.toldAt().equals(Instant.MIN) ? Instant.MIN : one.toldAt().plus(TELL_EVERY);
    }

    /** How long there is nothing to tell, if nothing fails. */
    Duration nextReport(Instant now) {
        return series.values().stream()
                .filter(Series::isUntold)
                .map(FailedBinds::dueAt)
                .min(Comparator.naturalOrder())
                .map(at -> at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO)
                .orElse(TELL_EVERY);
    }

    /** What was told may have been dropped on its way. */
    void tellAgain() {
        series.values().forEach(Series::tellAgain);
    }

    /** Those that have not failed for long; if there are too many, those that failed longest ago and are told. */
    private void forget(Instant now) {
        series.values()
                .removeIf(one ->
                        !one.isUntold() && Duration.between(one.lastAt(), now).compareTo(OVER_AFTER) > 0);
        var oldest = series.values().iterator();
        while (series.size() > REMEMBERED && oldest.hasNext()) {
            if (!oldest.next().isUntold()) {
                oldest.remove();
            }
        }
    }

    @Override
    public void close() {
        claimants.close();
        sight.ifPresent(PortSight::close);
    }
}
