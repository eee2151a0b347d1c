package dev.portledger.agent.stop;

import dev.portledger.agent.holder.ProcessGlance;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.PolicyFacts;
import dev.portledger.domain.frame.Protection;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.frame.UnitLink;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.stop.StopOutcome.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The host's last word on what may be stopped: the rules that are built in, and those its administrator has configured. */
public final class HostPolicy {

    static final String OBSERVE_ONLY = "policy.observe_only";
    static final String MALFORMED = "policy.malformed";

    private static final int MOST_PROCESSES = 512;
    private static final int PID1 = 1;

    private final Supplier<Set<Integer>> lineage;
    private final Supplier<LocalPolicy> local;

    /** @param lineage pids of the agent and of its parents */
    HostPolicy(Supplier<Set<Integer>> lineage, Supplier<LocalPolicy> local) {
        this.lineage = lineage;
        this.local = local;
    }

    /** Only what is built in. */
    static HostPolicy ofThisProcess() {
        return new HostPolicy(HostPolicy::pidsOfThisProcess, () -> LocalPolicy.NOTHING);
    }

    /** With the rules of a file. */
    public static HostPolicy of(PolicyFile file) {
        return new HostPolicy(HostPolicy::pidsOfThisProcess, file::now);
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

    /**
     * What a stop would be about.
     *
     * @param target the socket that is to go
     * @param related what else is listened on by its holders, their units and containers
     * @param units what is known of their units, and of socket units that PID 1 may hold the socket for
     */
    record Scene(Listener target, List<Listener> related, List<UnitFacts> units) {}

    /** The first rule that forbids to make this holder let go of the socket, by the method that is right for it. */
    Optional<Protection> protection(Holder holder, Scene scene) {
        return ofEverything()
                .map(refused -> new Protection(holder.process(), refused.rule(), refused.message()))
                .or(() -> builtIn(holder, scene))
                .or(() -> configured(holder, touched(holder, scene)));
    }

    /** What is built in, of a holder alone. */
    Optional<Protection> protection(Holder holder) {
        Set<Integer> agent = lineage.get();
        return Arrays.stream(HostRule.values())
                .filter(rule -> rule.forbids(holder, agent))
                .findFirst()
                .map(rule -> protection(holder, rule));
    }

    /** The same for a stop of its unit, which ends every process of the unit and other units with it. */
    Optional<Protection> protection(Holder holder, List<UnitFacts> units) {
        Set<Integer> agent = lineage.get();
        return protection(holder).or(() -> units.stream()
                .filter(unit -> isOf(holder, unit))
                .flatMap(unit -> Stream.concat(
                        unit.processes().stream().anyMatch(agent::contains)
                                ? Stream.of(HostRule.AGENT)
                                : Stream.empty(),
                        stoppedWith(unit).flatMap(HostRule::ofUnit)))
                .findFirst()
                .map(rule -> protection(holder, rule)));
    }

    /** PID 1 is left alone where it only keeps the socket of a socket unit, which is what would be stopped. */
    private Optional<Protection> builtIn(Holder holder, Scene scene) {
        if (holder.management() instanceof Management.Container container) {
            return inContainer(holder, container);
        }
        List<UnitFacts> sockets =
                holder.process().pid() == PID1 ? Activation.of(scene.target(), scene.units()) : List.of();
        return sockets.isEmpty()
                ? protection(holder, scene.units())
                : sockets.stream()
                        .flatMap(socket -> Stream.concat(
                                Stream.concat(Stream.of(socket.unit()), stoppedWith(socket)),
                                Activation.triggered(socket)))
                        .flatMap(HostRule::ofUnit)
                        .findFirst()
                        .map(rule -> protection(holder, rule));
    }

    /** The engine's process that forwards the port is left alone: what would be stopped is the container. */
    private Optional<Protection> inContainer(Holder holder, Management.Container container) {
        Set<Integer> agent = lineage.get();
        return OwnContainer.is(container.id())
                ? Optional.of(protection(holder, HostRule.AGENT))
                : Arrays.stream(HostRule.values())
                        .filter(rule -> rule != HostRule.CONTAINER_ENGINE && rule.forbids(holder, agent))
                        .findFirst()
                        .map(rule -> protection(holder, rule));
    }

    private static Stream<String> stoppedWith(UnitFacts unit) {
        return unit.links().stream()
                .filter(link -> link.relation() == UnitLink.Relation.STOPS_WITH && link.isUp())
                .map(UnitLink::unit);
    }

    private static boolean isOf(Holder holder, UnitFacts unit) {
        return holder.management() instanceof Management.Unit managed
                && managed.name().equals(unit.unit())
                && managed.ofUser().equals(unit.ofUser());
    }

    private static Protection protection(Holder holder, HostRule rule) {
        String message = holder.comm() + ", pid " + holder.process().pid() + ", must not be stopped: " + rule.reason();
        return new Protection(holder.process(), rule.code(), message);
    }

    /** Why nothing at all may be stopped, and no TIME_WAIT released. */
    Optional<Refused> ofEverything() {
        return switch (local.get()) {
            case LocalPolicy.Malformed(String problem) ->
                Optional.of(new Refused(
                        MALFORMED, "the host's policy cannot be understood, so nothing may be stopped: " + problem));
            case LocalPolicy.Rules(boolean observeOnly, var _) ->
                observeOnly
                        ? Optional.of(new Refused(OBSERVE_ONLY, "this host is only observed: nothing may be stopped"))
                        : Optional.empty();
        };
    }

    /** The same, and the configured rules of ports: for what has no holder. */
    Optional<Refused> ofPort(Touched.Port port) {
        Touched.Builder touched = new Touched.Builder();
        touched.ports.add(port);
        return ofEverything().or(() -> rules().stream()
                .flatMap(rule -> rule.protectedOf(touched.build()).stream()
                        .map(what -> new Refused(rule.code(), what + " is protected by this host's policy")))
                .findFirst());
    }

    private Optional<Protection> configured(Holder holder, Touched touched) {
        return rules().stream()
                .flatMap(rule -> rule.protectedOf(touched).stream()
                        .map(what -> new Protection(
                                holder.process(),
                                rule.code(),
                                holder.comm() + ", pid " + holder.process().pid() + ", must not be stopped: " + what
                                        + " is protected by this host's policy")))
                .findFirst();
    }

    private List<ConfiguredRule> rules() {
        return local.get() instanceof LocalPolicy.Rules known ? known.rules() : List.of();
    }

    private static Touched touched(Holder holder, Scene scene) {
        Touched.Builder touched = new Touched.Builder();
        List<Listener> ending = Stream.concat(
                        Stream.of(scene.target()), scene.related().stream().filter(other -> endsWith(other, holder)))
                .toList();
        touched.ports(ending);
        Stream.concat(Stream.of(holder), ending.stream().flatMap(each -> each.holders().list().stream()
                        .filter(other -> isTied(other, holder))))
                .forEach(each -> add(touched, each));
        List<UnitFacts> units = new ArrayList<>(
                scene.units().stream().filter(unit -> isOf(holder, unit)).toList());
        if (holder.process().pid() == PID1) {
            units.addAll(Activation.of(scene.target(), scene.units()));
        }
        for (UnitFacts unit : units) {
            touched.units.add(unit.unit());
            stoppedWith(unit).forEach(touched.units::add);
            Activation.triggered(unit).forEach(touched.units::add);
            unit.processes().stream()
                    .limit(MOST_PROCESSES)
                    .flatMap(pid -> ProcessGlance.of(pid).stream())
                    .forEach(process -> {
                        touched.users.add(process.user());
                        process.exe().ifPresent(touched::exe);
                    });
        }
        return touched.build();
    }

    private static void add(Touched.Builder touched, Holder holder) {
        if (holder.process().pid() == PID1) {
            return;
        }
        touched.users.add(holder.user());
        holder.exe().ifPresent(touched::exe);
        if (holder.management() instanceof Management.Unit unit) {
            touched.units.add(unit.name());
        }
    }

    private static boolean endsWith(Listener other, Holder holder) {
        return other.holders().list().stream().anyMatch(each -> isTied(each, holder));
    }

    private static boolean isTied(Holder one, Holder other) {
        boolean managed =
                one.management() instanceof Management.Unit || one.management() instanceof Management.Container;
        return one.process().equals(other.process())
                || (managed && one.management().equals(other.management()));
    }

    /** For the server and the doctor. */
    public PolicyFacts facts() {
        List<PolicyFacts.PolicyRule> rules = new ArrayList<>();
        for (HostRule rule : HostRule.values()) {
            rules.add(new PolicyFacts.PolicyRule(rule.code(), rule.reason(), false));
        }
        return switch (local.get()) {
            case LocalPolicy.Malformed(String problem) -> new PolicyFacts(false, Optional.of(problem), rules);
            case LocalPolicy.Rules(boolean observeOnly, List<ConfiguredRule> configured) -> {
                configured.forEach(rule -> rules.add(new PolicyFacts.PolicyRule(rule.code(), rule.text(), true)));
                yield new PolicyFacts(observeOnly, Optional.empty(), rules);
            }
        };
    }

    public Facility facility() {
        return switch (local.get()) {
            case LocalPolicy.Malformed(String problem) ->
                new Facility("policy", false, problem, Optional.of("nothing may be stopped on this host"));
            case LocalPolicy.Rules(boolean observeOnly, List<ConfiguredRule> rules) ->
                new Facility(
                        "policy",
                        true,
                        observeOnly
                                ? "this host is only observed: nothing may be stopped"
                                : rules.isEmpty()
                                        ? "no rules but those that are built in"
                                        : rules.stream()
                                                .map(ConfiguredRule::code)
                                                .collect(Collectors.joining(", ")),
                        Optional.empty());
        };
    }
}
