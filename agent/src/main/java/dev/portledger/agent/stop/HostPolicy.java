package dev.portledger.agent.stop;

import dev.portledger.domain.frame.Protection;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The host's last word on what may be stopped. */
final class HostPolicy {

    private final Supplier<Set<Integer>> lineage;

    /** @param lineage pids of the agent and of its parents */
    HostPolicy(Supplier<Set<Integer>> lineage) {
        this.lineage = lineage;
    }

    static HostPolicy ofThisProcess() {
        return new HostPolicy(HostPolicy::pidsOfThisProcess);
    }

    /** Read anew each time: parents end, and others get their pids. */
    private static Set<Integer> pidsOfThisProcess() {
        Set<Integer> pids = new HashSet<>();
        Optional<ProcessHandle> process = Optional.of(ProcessHandle.current());
        while (process.isPresent()) {
            pids.add(Math.toIntExact(process.get().pid()));
            process = process.get().parent();
        }
        return pids;
    }

    /** The first rule that forbids to stop this process, by any method. */
    Optional<Protection> protection(Holder holder) {
        Set<Integer> agent = lineage.get();
        return Arrays.stream(HostRule.values())
                .filter(rule -> rule.forbids(holder, agent))
                .findFirst()
                .map(rule -> protection(holder, rule));
    }

    /** The same for a stop of its unit, which ends every process of the unit. */
    Optional<Protection> protection(Holder holder, List<UnitFacts> units) {
        Set<Integer> agent = lineage.get();
        return protection(holder).or(() -> units.stream()
                .filter(unit -> isOf(holder, unit) && unit.processes().stream().anyMatch(agent::contains))
                .findFirst()
                .map(unit -> protection(holder, HostRule.AGENT)));
    }

    private static boolean isOf(Holder holder, UnitFacts unit) {
        return holder.management() instanceof Management.Unit managed
                && managed.name().equals(unit.unit());
    }

    private static Protection protection(Holder holder, HostRule rule) {
        String message = holder.comm() + ", pid " + holder.process().pid() + ", must not be stopped: " + rule.reason();
        return new Protection(holder.process(), rule.code(), message);
    }
}
