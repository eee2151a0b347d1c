package dev.portledger.server.bulk;

import dev.portledger.server.approval.Demand;
import dev.portledger.server.approval.Person;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A bulk stop from its plan to its end.
 *
 * @param what in words, as whoever planned it chose the lines
 * @param demands what the rules demanded when it was planned
 * @param asked what somebody asked for; empty before anybody did
 * @param wave the last one that has begun; 0 before the first
 * @param waveBeganAt when that was; before the first, when it was run
 */
record Bulk(
        UUID bulkId,
        String what,
        Course course,
        List<Demand> demands,
        Person planner,
        Instant plannedAt,
        Optional<Asked> asked,
        int wave,
        Optional<Instant> waveBeganAt,
        BulkState state) {

    Bulk {
        demands = List.copyOf(demands);
    }

    /** Who asked for it, and why. */
    record Asked(String reason, Optional<String> ticket, Person by, Instant at) {}

    Bulk in(BulkState next) {
        return new Bulk(bulkId, what, course, demands, planner, plannedAt, asked, wave, waveBeganAt, next);
    }

    Bulk asked(Asked by) {
        return new Bulk(bulkId, what, course, demands, planner, plannedAt, Optional.of(by), wave, waveBeganAt, state);
    }

    /** As somebody runs it. */
    Bulk run(BulkState.NotBegun waits, Instant now) {
        return new Bulk(bulkId, what, course, demands, planner, plannedAt, asked, wave, Optional.of(now), waits.run());
    }

    Bulk nextWave(Instant now) {
        return new Bulk(bulkId, what, course, demands, planner, plannedAt, asked, wave + 1, Optional.of(now), state);
    }
}
