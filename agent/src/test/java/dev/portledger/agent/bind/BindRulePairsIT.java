package dev.portledger.agent.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.bind.Holding.Made;
import dev.portledger.agent.testing.Needs;
import dev.portledger.domain.bind.BindVerdict;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.MissingFact;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every kind of holder at every address, with every pair of flags, against an attempt at every address with every pair of flags
 * by the same and by another user: each with a holder of its own, so that no attempt leaves a mark for the next one.
 */
final class BindRulePairsIT {

    private static final int HOLDERS_UID = 1000;
    private static final int OTHER_UID = 1001;
    private static final int PORTS_IN_A_NAMESPACE = 2000;

    /** What the kernel decides by and shows to nobody; then the rule may say that it does not know, with everything told. */
    private static final Set<MissingFact> HIDDEN = Set.of(MissingFact.LISTENER_UID, MissingFact.BIND_ORDER);

    @BeforeEach
    void needs() {
        Needs.root();
        Needs.program("ip");
    }

    private record Case(Holding holding, Place wanted, ReuseFlags flags, int uid) {

        /** The case with the flags of its holder hidden. */
        Case hidden() {
            return new Case(
                    new Holding(holding.kind(), holding.place(), ReuseFlags.UNKNOWN, holding.uid()),
                    wanted,
                    flags,
                    uid);
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (HolderKind kind : HolderKind.values()) {
            for (Place place : Place.values()) {
                if (kind.isOutgoing() && place.isAny()) {
                    continue;
                }
                for (ReuseFlags flags : Trial.flags()) {
                    Holding holding = new Holding(kind, place, flags, HOLDERS_UID);
                    Trial.wanted().forEach(wanted -> Trial.flags().forEach(mine -> Stream.of(HOLDERS_UID, OTHER_UID)
                            .forEach(uid -> cases.add(new Case(holding, wanted, mine, uid)))));
                }
            }
        }
        return cases;
    }

    @Test
    void theRuleSaysWhatTheKernelDoes() throws Exception {
        List<Case> cases = cases();
        Map<Case, Trial> trials = new HashMap<>();
        for (int from = 0; from < cases.size(); from += PORTS_IN_A_NAMESPACE) {
            List<Case> some = cases.subList(from, Math.min(from + PORTS_IN_A_NAMESPACE, cases.size()));
            trials.putAll(NetworkSpace.enter(space -> trials(space, some)));
        }
        assertThat(trials).hasSameSizeAs(cases).hasSizeGreaterThan(40_000);
        System.out.println(trials.size() + " binds, " + count(trials, trial -> trial.bind() == 0) + " granted");

        assertThat(misses(trials, trial -> Trial.isWrong(trial.full(), trial.bind())))
                .isEmpty();
        assertThat(misses(trials, trial -> Trial.isWrong(trial.flagsOnly(), trial.bind())))
                .isEmpty();
        assertThat(misses(trials, trial -> Trial.isWrong(trial.withheld(), trial.bind())))
                .isEmpty();
        assertThat(misses(trials, trial -> trial.listen() != 0)).isEmpty(); // the holder has not changed in between
        assertThat(misses(
                        trials,
                        trial -> trial.full() instanceof BindVerdict.Unknown unknown
                                && !HIDDEN.containsAll(missing(unknown))))
                .isEmpty();
        unknownExactlyWhereTheFlagsDecide(trials);
    }

    /** With the flags withheld the rule must be silent if the kernel's answer hangs on them, and only then. */
    private static void unknownExactlyWhereTheFlagsDecide(Map<Case, Trial> trials) {
        Map<Case, List<Trial>> alike = trials.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.getKey().hidden(),
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        List<String> unlike = new ArrayList<>();
        Map<Boolean, Integer> told = new HashMap<>();
        alike.forEach((hidden, four) -> {
            assertThat(four).hasSize(Trial.flags().size());
            boolean decide = four.stream().map(Trial::bind).distinct().count() > 1;
            boolean hiddenByMore = four.stream().anyMatch(trial -> Trial.isUnknown(trial.full()));
            told.merge(decide, 1, Integer::sum);
            for (Trial trial : four) {
                if (Trial.isUnknown(trial.withheld()) != decide && !hiddenByMore) {
                    unlike.add(hidden + ": " + trial);
                }
            }
        });
        System.out.println("flags of the holder decide in " + told.get(true) + " of " + alike.size() + " groups");
        assertThat(unlike).isEmpty();
        assertThat(told.get(true)).isPositive();
        assertThat(told.get(false)).isPositive();
    }

    private static Map<Case, Trial> trials(NetworkSpace space, List<Case> cases) throws IOException {
        HoldingMaker maker = new HoldingMaker(space);
        List<Made> made = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            made.add(maker.make(cases.get(i).holding(), 12_000 + i));
        }
        Map<Integer, List<BoundSocket>> rows = rows(space, cases, made);
        Map<Case, Trial> trials = new HashMap<>();
        for (int i = 0; i < cases.size(); i++) {
            Case each = cases.get(i);
            Made port = made.get(i);
            trials.put(
                    each,
                    Trial.run(
                            space,
                            maker,
                            port,
                            rows.getOrDefault(port.port(), List.of()),
                            each.holding().kind().protocol(),
                            each.wanted(),
                            each.flags(),
                            each.uid()));
        }
        return trials;
    }

    /** All sockets by port, once each is in the state that the case is about. */
    private static Map<Integer, List<BoundSocket>> rows(NetworkSpace space, List<Case> cases, List<Made> made)
            throws IOException {
        Map<Integer, List<BoundSocket>> rows = Map.of();
        Set<String> astray = Set.of("not looked yet");
        for (int look = 0; look < 100 && !astray.isEmpty(); look++) {
            List<BoundSocket> all = new ArrayList<>();
            for (Protocol protocol : Protocol.values()) {
                all.addAll(space.sockets(protocol, 0));
            }
            rows = all.stream()
                    .collect(Collectors.groupingBy(row -> row.endpoint().port()));
            astray = new HashSet<>();
            for (int i = 0; i < cases.size(); i++) {
                Set<TcpState> seen = rows.getOrDefault(made.get(i).port(), List.of()).stream()
                        .map(BoundSocket::state)
                        .collect(Collectors.toSet());
                if (!seen.equals(states(cases.get(i).holding().kind()))) {
                    astray.add(cases.get(i).holding() + " is " + seen);
                }
            }
        }
        assertThat(astray).isEmpty();
        return rows;
    }

    /** In FIN_WAIT2_CLOSED the kernel lets go of the socket at once, or later if it was busy: both are sought. */
    private static Set<TcpState> states(HolderKind kind) {
        return switch (kind) {
            case BOUND -> Set.of(TcpState.BOUND_INACTIVE);
            case LISTEN_WITH_CONNECTION -> Set.of(TcpState.LISTEN, TcpState.ESTABLISHED);
            case ESTABLISHED, BOUND_THEN_CONNECTED, CONNECTED, UDP_BOUND_THEN_CONNECTED, UDP_CONNECTED ->
                Set.of(TcpState.ESTABLISHED);
            case FIN_WAIT2_CLOSED -> Set.of(TcpState.FIN_WAIT2);
            case CONNECTED_TIME_WAIT -> Set.of(TcpState.TIME_WAIT);
            case PEER_TIME_WAIT -> Set.of();
            case UDP_BOUND -> Set.of(TcpState.CLOSE);
            case LISTEN, CLOSE_WAIT, FIN_WAIT1, FIN_WAIT2, CLOSING, LAST_ACK, TIME_WAIT, SYN_SENT ->
                Set.of(TcpState.valueOf(kind.name()));
        };
    }

    private interface Condition {
        boolean is(Trial trial);
    }

    private static long count(Map<Case, Trial> trials, Condition condition) {
        return trials.values().stream().filter(condition::is).count();
    }

    private static List<String> misses(Map<Case, Trial> trials, Condition condition) {
        return trials.entrySet().stream()
                .filter(entry -> condition.is(entry.getValue()))
                .map(Object::toString)
                .sorted()
                .toList();
    }

    private static Set<MissingFact> missing(BindVerdict.Unknown unknown) {
        return unknown.doubts().stream()
                .flatMap(doubt -> doubt.missing().stream())
                .collect(Collectors.toSet());
    }
}
