package dev.portledger.domain.bind;

import dev.portledger.domain.bind.BindVerdict.Doubt;
import dev.portledger.domain.bind.BindVerdict.Obstacle;
import dev.portledger.domain.bind.HostSockets.Unseen;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The kernel's rule of bind(2) and listen(2) for a port of one's own choice, as Linux 6.18 has it; tested there against the
 * kernel itself. What is not known counts only where it would make a difference.
 *
 * <p>Not in it: a BPF program or a security module that forbids the bind (EPERM, EACCES), a socket option that was changed
 * after the bind, a reuseport program attached before it, and what {@link BucketMemory} cannot see.
 */
public final class BindRule {

    private BindRule() {}

    /** What bind(2) would answer. The attempt's own socket must not be among the sockets. */
    public static BindVerdict bind(BindAttempt attempt, HostSockets host, HostSettings settings) {
        List<Errno> errnos = new ArrayList<>();
        List<Doubt> doubts = new ArrayList<>();
        for (HostCheck.Check check : HostCheck.of(attempt, settings)) {
            if (check.applies().possible()) {
                errnos.add(check.errno());
            }
            if (check.applies() == Truth.YES) {
                return new BindVerdict.Fails(errnos, List.of(), doubts);
            }
            if (check.applies() == Truth.MAYBE) {
                doubts.add(new Doubt(Optional.empty(), check.missing()));
            }
        }
        Contest contest = Contest.of(attempt, host, settings);
        doubts.addAll(contest.doubts());
        if (!contest.obstacles().isEmpty()) {
            errnos.add(Errno.EADDRINUSE);
            return new BindVerdict.Fails(errnos, contest.obstacles(), doubts);
        }
        return doubts.isEmpty() ? new BindVerdict.Succeeds(contest.rivals()) : new BindVerdict.Unknown(doubts);
    }

    /**
     * What listen(2) would answer after a successful bind(2), with the sockets as they are then: the kernel compares once more
     * (inet_csk_listen_start), and a socket that shared the port by SO_REUSEADDR may be in LISTEN by now.
     *
     * @param attempt the bind that succeeded, of a TCP socket; it must not be among the sockets
     */
    public static BindVerdict listen(BindAttempt attempt, HostSockets host, HostSettings settings) {
        if (attempt.protocol() != Protocol.TCP) {
            throw new IllegalArgumentException("only a TCP socket listens");
        }
        Contest contest = Contest.of(attempt, host, settings);
        if (!contest.obstacles().isEmpty()) {
            return new BindVerdict.Fails(List.of(Errno.EADDRINUSE), contest.obstacles(), contest.doubts());
        }
        return contest.doubts().isEmpty()
                ? new BindVerdict.Succeeds(List.of())
                : new BindVerdict.Unknown(contest.doubts());
    }

    /** The attempt against all sockets of its port. */
    private record Contest(List<Obstacle> obstacles, List<Doubt> doubts, List<BoundSocket> rivals) {

        static Contest of(BindAttempt attempt, HostSockets host, HostSettings settings) {
            List<PairRule> pairs = host.on(attempt).stream()
                    .map(socket -> PairRule.of(attempt, socket, settings))
                    .toList();
            List<PairRule> different = twoOfEachKind(pairs);
            Contest contest = new Contest(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            pairs.forEach(pair -> contest.add(pair, different));
            unseen(attempt, host.unseen())
                    .ifPresent(missing -> contest.doubts.add(new Doubt(Optional.empty(), missing)));
            return contest;
        }

        /** A port may have 20,000 TIME_WAIT that are all alike; for the rule a third one of a kind says nothing new. */
        private static List<PairRule> twoOfEachKind(List<PairRule> pairs) {
            Map<BoundSocket, Integer> seen = new HashMap<>();
            return pairs.stream()
                    .filter(pair -> seen.merge(pair.held().kind(), 1, Integer::sum) <= 2)
                    .toList();
        }

        private void add(PairRule pair, List<PairRule> all) {
            Truth conflict = pair.conflict();
            if (!conflict.possible()) {
                boolean rival = pair.wanted().listens()
                        && pair.held().state() == TcpState.BOUND_INACTIVE
                        && pair.overlap().meet().and(pair.reach()).possible()
                        && pair.sharePort() != Truth.YES;
                if (rival) {
                    rivals.add(pair.held());
                }
            } else if (BucketMemory.mayOverrule(pair, all)) {
                Set<MissingFact> missing = EnumSet.of(MissingFact.BIND_ORDER);
                missing.addAll(pair.missing());
                doubts.add(new Doubt(Optional.of(pair.held()), missing));
            } else if (conflict == Truth.YES) {
                obstacles.add(new Obstacle(pair.held(), pair.overlap().how(), pair.notShared()));
            } else {
                doubts.add(new Doubt(Optional.of(pair.held()), pair.missing()));
            }
        }

        private static Optional<Set<MissingFact>> unseen(BindAttempt attempt, Set<Unseen> unseen) {
            Set<MissingFact> missing = EnumSet.noneOf(MissingFact.class);
            for (Unseen kind : unseen) {
                switch (kind) {
                    case LISTENERS -> missing.add(MissingFact.LISTENERS);
                    case CONNECTIONS -> missing.add(MissingFact.CONNECTIONS);
                    case BOUND_NOT_LISTENING -> {
                        if (attempt.protocol() == Protocol.TCP) {
                            missing.add(MissingFact.BOUND_SOCKETS);
                        }
                    }
                }
            }
            return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
        }
    }
}
