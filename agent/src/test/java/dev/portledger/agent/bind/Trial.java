package dev.portledger.agent.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.bind.Holding.Made;
import dev.portledger.agent.bind.Holding.Untold;
import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.BindRule;
import dev.portledger.domain.bind.BindVerdict;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.Errno;
import dev.portledger.domain.bind.HostSockets;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One attempt against what is on a port: the kernel's answer, and the rule's with three degrees of knowledge.
 *
 * @param full the rule, knowing of each socket also the flags, IPV6_V6ONLY and how a connection came about
 * @param flagsOnly the rule, knowing what sock_diag tells and the flags
 * @param withheld the rule, knowing all but the flags of the holders
 * @param bind the kernel's answer to bind(2), 0 or minus the errno
 * @param listen the kernel's answer to listen(2) after it; 0 where there was none
 */
record Trial(BindVerdict full, BindVerdict flagsOnly, BindVerdict withheld, int bind, int listen) {

    private static final List<ReuseFlags> FLAGS = List.of(
            ReuseFlags.of(false, false),
            ReuseFlags.of(true, false),
            ReuseFlags.of(false, true),
            ReuseFlags.of(true, true));

    static List<ReuseFlags> flags() {
        return FLAGS;
    }

    /** Where an attempt wants to be; not {@link Place#V6_ANY_OVER_V4}, which is the same as another for it. */
    static List<Place> wanted() {
        return Arrays.stream(Place.values())
                .filter(place -> place != Place.V6_ANY_OVER_V4)
                .toList();
    }

    static Trial run(
            NetworkSpace space,
            HoldingMaker maker,
            Made made,
            List<BoundSocket> rows,
            Protocol protocol,
            Place wanted,
            ReuseFlags flags,
            int uid) {
        BindAttempt attempt = new BindAttempt(
                protocol,
                new LocalEndpoint(wanted.address(), made.port()),
                wanted.v6Only(),
                flags,
                Optional.of((long) uid),
                Optional.of(true),
                false,
                protocol == Protocol.TCP);
        int socket = maker.open(protocol, wanted, flags, uid);
        int bind = space.kernel().bind(socket, wanted.address(), made.port());
        int listen = bind == 0 && protocol == Protocol.TCP ? space.kernel().listen(socket, 8) : 0;
        space.kernel().close(socket);
        return new Trial(
                verdict(attempt, made, rows, (row, untold) -> whole(row, untold).withFlags(untold.flags())),
                verdict(attempt, made, rows, (row, untold) -> row.withFlags(untold.flags())),
                verdict(attempt, made, rows, Trial::whole),
                bind,
                listen);
    }

    private static BoundSocket whole(BoundSocket row, Untold untold) {
        Optional<Boolean> v6Only = row.v6Only().or(untold::v6Only);
        assertThat(v6Only).isEqualTo(untold.v6Only());
        return row.with(v6Only, untold.origin());
    }

    private static BindVerdict verdict(
            BindAttempt attempt,
            Made made,
            List<BoundSocket> rows,
            BiFunction<BoundSocket, Untold, BoundSocket> knowledge) {
        List<BoundSocket> known = rows.stream()
                .map(row -> knowledge.apply(row, untold(made, row)))
                .toList();
        return BindRule.bind(attempt, HostSockets.all(known), NetworkSpace.SETTINGS);
    }

    private static Untold untold(Made made, BoundSocket row) {
        long cookie = ((SocketId.Cookie) row.id().orElseThrow()).value();
        return Optional.ofNullable(made.sockets().get(cookie))
                .orElseThrow(() -> new AssertionError("a socket that the scene does not have: " + row));
    }

    /** Whether a verdict is what the kernel did; an unknown one never is. */
    static boolean isRight(BindVerdict verdict, int answer) {
        return switch (verdict) {
            case BindVerdict.Succeeds _ -> answer == 0;
            case BindVerdict.Fails fails ->
                fails.errnos().stream().map(Errno::number).toList().equals(List.of(-answer));
            case BindVerdict.Unknown _ -> false;
        };
    }

    static boolean isUnknown(BindVerdict verdict) {
        return verdict instanceof BindVerdict.Unknown;
    }

    static boolean isWrong(BindVerdict verdict, int answer) {
        return !isUnknown(verdict) && !isRight(verdict, answer);
    }
}
