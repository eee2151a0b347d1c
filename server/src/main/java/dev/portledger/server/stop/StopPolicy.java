package dev.portledger.server.stop;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.server.approval.Askers;
import dev.portledger.server.approval.Considered;
import dev.portledger.server.approval.Demand;
import dev.portledger.server.approval.Person;
import dev.portledger.server.approval.Policy;
import dev.portledger.server.approval.Subject;
import dev.portledger.server.approval.Verdict;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostNames;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Asks the rules about a plan. */
@ApplicationScoped
class StopPolicy {

    private final Policy policy;
    private final Askers people;
    private final HostNames names;

    StopPolicy(Policy policy, Askers people, HostNames names) {
        this.policy = policy;
        this.people = people;
        this.names = names;
    }

    /**
     * What the rules demand of a plan.
     *
     * @param hosts how many hosts the whole request is for
     * @throws ProblemException PROTECTED_THING when nobody may stop this
     */
    List<Demand> demands(Person requester, UUID hostId, StopPlan plan, int hosts) throws SQLException {
        Verdict verdict = policy.judge(new Considered(
                requester,
                hostId,
                hostName(hostId),
                people.labels(hostId),
                ports(plan),
                plan.holders(),
                units(plan),
                plan.isSigkill(),
                hosts));
        return switch (verdict) {
            case Verdict.Forbidden(String rule, String why) ->
                throw new ProblemException(
                        ErrorCode.PROTECTED_THING, "nobody may stop this: rule " + rule + " (" + why + ")");
            case Verdict.Demanded(List<Demand> demands) -> demands;
        };
    }

    Subject subject(Stop stop) throws SQLException {
        return new Subject(
                Subject.Kind.STOP,
                stop.stopId(),
                Refusals.describe(stop.plan().method()) + " on " + hostName(stop.hostId()),
                Optional.of(new Subject.Place(stop.hostId(), stop.protocol(), stop.port())));
    }

    private String hostName(UUID hostId) throws SQLException {
        return names.of(List.of(hostId)).getOrDefault(hostId, hostId.toString());
    }

    private static Set<Integer> ports(StopPlan plan) {
        Set<Integer> ports = new HashSet<>();
        ports.add(plan.target().socket().endpoint().port());
        plan.alsoEnds().forEach(ends -> ends.port().ifPresent(ports::add));
        return ports;
    }

    private static Set<String> units(StopPlan plan) {
        Set<String> units = new HashSet<>();
        switch (plan.method()) {
            case StopMethod.SystemUnit(String unit) -> units.add(unit);
            case StopMethod.SystemUnits(List<String> several) -> units.addAll(several);
            case StopMethod.UserUnit(String unit, var _) -> units.add(unit);
            case StopMethod.Container _, StopMethod.Process _, StopMethod.ReleaseTimeWait _ -> {}
        }
        for (Holder holder : plan.holders()) {
            if (holder.management() instanceof Management.Unit unit) {
                units.add(unit.name());
            }
        }
        return units;
    }
}
