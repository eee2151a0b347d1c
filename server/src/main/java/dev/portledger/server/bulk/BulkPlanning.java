package dev.portledger.server.bulk;

import dev.portledger.server.access.Role;
import dev.portledger.server.approval.Askers;
import dev.portledger.server.approval.Demand;
import dev.portledger.server.approval.Person;
import dev.portledger.server.approval.Policy;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostNames;
import dev.portledger.server.stop.StopLines;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Plans one request over many hosts: every line from a fresh look of its own agent, refused lines with their reasons. */
@ApplicationScoped
class BulkPlanning {

    static final int MOST_LINES = 500;

    /** So many agents are asked at once; each has five seconds to answer. */
    private static final int AT_ONCE = 16;

    /** Longer than for one stop: there is more to read. */
    static final Duration VALID_FOR = Duration.ofMinutes(15);

    private final StopLines stops;
    private final BulkBook book;
    private final Askers people;
    private final HostNames names;
    private final Clock clock = Clock.systemUTC();

    BulkPlanning(StopLines stops, BulkBook book, Askers people, HostNames names) {
        this.stops = stops;
        this.book = book;
        this.people = people;
        this.names = names;
    }

    /** A holding of a host. */
    record Wanted(UUID hostId, UUID holdingId) {}

    /** @throws ProblemException BODY_INVALID for no lines or too many */
    UUID plan(Person person, List<Wanted> wanted, String what, Course course) throws SQLException {
        List<Wanted> distinct = wanted.stream().distinct().toList();
        if (distinct.isEmpty() || distinct.size() > MOST_LINES) {
            throw new ProblemException(
                    ErrorCode.BODY_INVALID, "a bulk stop has 1 to " + MOST_LINES + " lines", "lines");
        }
        Set<UUID> hosts = new HashSet<>();
        distinct.forEach(line -> hosts.add(line.hostId()));
        Map<UUID, String> known = names.of(hosts);
        if (known.size() < hosts.size()) {
            throw new ProblemException(ErrorCode.HOST_NOT_FOUND, "one of the hosts does not exist", "lines");
        }
        UUID bulkId = UUID.randomUUID();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        book.begin(new Bulk(
                bulkId,
                what,
                course,
                List.of(),
                person,
                now,
                Optional.empty(),
                0,
                Optional.empty(),
                new BulkState.Planned(now.plus(VALID_FOR))));
        List<Planned> planned = inParallel(person, distinct, bulkId, hosts.size());
        List<BulkLine> lines = new ArrayList<>();
        List<List<Demand>> demands = new ArrayList<>();
        Map<String, UUID> byMethod = new HashMap<>();
        int ready = 0;
        for (Planned one : planned) {
            Optional<StopLines.Line> stop = one.stop();
            if (stop.isPresent()
                    && byMethod.putIfAbsent(one.method(), stop.get().stopId()) != null) {
                // both sockets of one service: it is stopped once
                stops.skip(stop.get().stopId(), "another line does the same");
                continue;
            }
            String host = known.get(one.hostId());
            String label = stop.map(line -> line.method() + " on " + host).orElse("a listener on " + host);
            Optional<Integer> wave = stop.isPresent() ? Optional.of(ready++ / course.waveSize() + 1) : Optional.empty();
            lines.add(new BulkLine(
                    lines.size() + 1, one.hostId(), label, wave, stop.map(StopLines.Line::stopId), one.trouble()));
            stop.ifPresent(line -> demands.add(line.demands()));
        }
        book.fill(
                bulkId,
                lines,
                Policy.together(demands),
                AuditDraft.of(new Actor.Person(person.name()), "bulk.planned")
                        .with("what", what)
                        .with("lines", lines.size())
                        .with("refused", lines.size() - ready)
                        .with("waveSize", course.waveSize())
                        .with("pause", course.pause().toString())
                        .with("maxFailures", course.maxFailures()));
        return bulkId;
    }

    private record Planned(UUID hostId, Optional<StopLines.Line> stop, Optional<BulkLine.Trouble> trouble) {
        String method() {
            return hostId + " " + stop.map(StopLines.Line::method).orElse("");
        }
    }

    private List<Planned> inParallel(Person person, List<Wanted> wanted, UUID bulkId, int hosts) throws SQLException {
        List<Callable<Planned>> tasks = new ArrayList<>();
        for (Wanted line : wanted) {
            // here, where it is known who asks
            Optional<BulkLine.Trouble> forbidden = forbidden(line.hostId());
            tasks.add(() -> forbidden.isPresent()
                    ? new Planned(line.hostId(), Optional.empty(), forbidden)
                    : plan(person, line, bulkId, hosts));
        }
        List<Planned> planned = new ArrayList<>();
        try (var agents =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            for (Future<Planned> one : agents.invokeAll(tasks)) {
                planned.add(one.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while agents were asked", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new IllegalStateException("a line could not be planned", e.getCause());
        }
        return planned;
    }

    private Optional<BulkLine.Trouble> forbidden(UUID hostId) throws SQLException {
        try {
            people.requireOn(hostId, Role.OPERATOR);
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(BulkLine.Trouble.of(e));
        }
    }

    private Planned plan(Person person, Wanted line, UUID bulkId, int hosts) throws SQLException {
        try {
            return new Planned(
                    line.hostId(),
                    Optional.of(stops.plan(person, line.hostId(), line.holdingId(), bulkId, hosts)),
                    Optional.empty());
        } catch (ProblemException e) {
            return new Planned(line.hostId(), Optional.empty(), Optional.of(BulkLine.Trouble.of(e)));
        }
    }
}
