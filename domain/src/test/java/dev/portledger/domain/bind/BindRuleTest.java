package dev.portledger.domain.bind;

import static dev.portledger.domain.bind.Sockets.ADDR;
import static dev.portledger.domain.bind.Sockets.HOST;
import static dev.portledger.domain.bind.Sockets.attempt;
import static dev.portledger.domain.bind.Sockets.bind;
import static dev.portledger.domain.bind.Sockets.listener;
import static dev.portledger.domain.bind.Sockets.socket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.bind.HostSockets.Unseen;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.socket.TcpState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rule by examples; the agent's tests compare it with the kernel. */
final class BindRuleTest {

    private static void assertInUse(BindVerdict verdict, Overlap overlap) {
        assertThat(verdict).isInstanceOfSatisfying(BindVerdict.Fails.class, fails -> {
            assertThat(fails.errnos()).containsExactly(Errno.EADDRINUSE);
            assertThat(fails.obstacles())
                    .extracting(BindVerdict.Obstacle::overlap)
                    .containsExactly(overlap);
        });
    }

    private static void assertUnknown(BindVerdict verdict, MissingFact... missing) {
        assertThat(verdict).isInstanceOfSatisfying(BindVerdict.Unknown.class, unknown -> assertThat(unknown.doubts())
                .flatExtracting(BindVerdict.Doubt::missing)
                .containsExactlyInAnyOrder(missing));
    }

    private static void assertFree(BindVerdict verdict) {
        assertThat(verdict).isInstanceOf(BindVerdict.Succeeds.class);
    }

    @Test
    void addressesMeetByTheKernelsRule() {
        assertFree(bind(attempt("127.0.0.1", ADDR)));
        assertFree(bind(attempt("127.0.0.1", ADDR), listener("127.0.0.2", ADDR)));
        assertFree(bind(attempt("127.0.0.1", ADDR), listener("::1", ADDR)));
        assertInUse(bind(attempt("127.0.0.1", ADDR), listener("127.0.0.1", ADDR)), Overlap.SAME_ADDRESS);
        assertInUse(bind(attempt("0.0.0.0", ADDR), listener("127.0.0.1", ADDR)), Overlap.CLAIMANT_WILDCARD);
        assertInUse(bind(attempt("127.0.0.1", ADDR), listener("0.0.0.0", ADDR)), Overlap.HOLDER_WILDCARD);
        assertInUse(bind(attempt("127.0.0.1", ADDR), listener("::", ADDR)), Overlap.HOLDER_DUAL_STACK);
        assertInUse(bind(attempt("::", ADDR), listener("127.0.0.1", ADDR)), Overlap.CLAIMANT_DUAL_STACK);
        assertInUse(bind(attempt("::ffff:127.0.0.1", ADDR), listener("127.0.0.1", ADDR)), Overlap.SAME_ADDRESS);
    }

    @Test
    void reuseAddrHelpsOnlyIfBothHaveItAndTheHolderDoesNotListen() {
        BoundSocket timeWait = socket("127.0.0.1", TcpState.TIME_WAIT, ADDR);
        assertFree(bind(attempt("0.0.0.0", ADDR), timeWait));
        assertInUse(bind(attempt("0.0.0.0", ReuseFlags.NONE), timeWait), Overlap.CLAIMANT_WILDCARD);
        assertInUse(bind(attempt("0.0.0.0", ADDR), timeWait.withFlags(ReuseFlags.NONE)), Overlap.CLAIMANT_WILDCARD);
        assertThat(bind(attempt("0.0.0.0", ADDR), listener("127.0.0.1", ADDR)))
                .isInstanceOfSatisfying(BindVerdict.Fails.class, fails -> assertThat(
                                fails.obstacles().getFirst().notShared())
                        .containsExactlyInAnyOrder(
                                NotShared.HOLDER_LISTENS,
                                NotShared.CLAIMANT_WITHOUT_REUSEPORT,
                                NotShared.HOLDER_WITHOUT_REUSEPORT));
    }

    @Test
    void flagsThatAreNotKnownCountOnlyWhereTheyMatter() {
        BoundSocket timeWait = socket("127.0.0.1", TcpState.TIME_WAIT, ReuseFlags.UNKNOWN);
        assertUnknown(bind(attempt("0.0.0.0", ADDR), timeWait), MissingFact.HOLDER_REUSEADDR);
        assertInUse(bind(attempt("0.0.0.0", ReuseFlags.NONE), timeWait), Overlap.CLAIMANT_WILDCARD);
        assertInUse(bind(attempt("0.0.0.0", ADDR), listener("0.0.0.0", ReuseFlags.UNKNOWN)), Overlap.SAME_ADDRESS);
        assertFree(bind(attempt("127.0.0.2", ADDR), timeWait));
        BindAttempt unknown = attempt("0.0.0.0", ReuseFlags.UNKNOWN);
        assertUnknown(bind(unknown, timeWait.withFlags(ADDR)), MissingFact.CLAIMANT_REUSEADDR);
    }

    @Test
    void aCertainObstacleOutweighsDoubts() {
        BoundSocket timeWait = socket("127.0.0.1", TcpState.TIME_WAIT, ReuseFlags.UNKNOWN);
        assertInUse(bind(attempt("0.0.0.0", ADDR), timeWait, listener("127.0.0.2", ADDR)), Overlap.CLAIMANT_WILDCARD);
    }

    /** The kernel asks only whether the socket was allowed to speak IPv4; sock_diag does not tell it of connections. */
    @Test
    void aConnectionFromIpv6MayBlockTheIpv4Wildcard() {
        BoundSocket client = socket("::1", TcpState.ESTABLISHED, ReuseFlags.NONE);
        BoundSocket fromConnect = client.with(Optional.of(false), Optional.of(Origin.CONNECT));
        BoundSocket fromBind = client.with(Optional.of(true), Optional.of(Origin.BIND));
        assertInUse(bind(attempt("0.0.0.0", ADDR), fromConnect), Overlap.CONNECTION_NOT_V6ONLY);
        assertFree(bind(attempt("0.0.0.0", ADDR), fromBind));
        assertUnknown(bind(attempt("0.0.0.0", ADDR), client), MissingFact.HOLDER_V6ONLY);
        assertFree(bind(attempt("127.0.0.1", ADDR), fromConnect));
        assertFree(bind(attempt("::ffff:0.0.0.0", ADDR), fromConnect));
    }

    @Test
    void reusePortIsForOneUser() {
        BindAttempt mine = attempt("0.0.0.0", Sockets.PORT_FLAG);
        assertFree(bind(mine, listener("0.0.0.0", Sockets.PORT_FLAG)));
        BindAttempt others = new BindAttempt(
                mine.protocol(),
                mine.endpoint(),
                mine.v6Only(),
                mine.flags(),
                Optional.of(0L),
                Optional.of(true),
                false,
                true);
        assertInUse(bind(others, listener("0.0.0.0", Sockets.PORT_FLAG)), Overlap.SAME_ADDRESS);
        assertFree(bind(others, socket("127.0.0.1", TcpState.TIME_WAIT, Sockets.PORT_FLAG)));
        assertUnknown(
                bind(others, socket("127.0.0.1", TcpState.ESTABLISHED, Sockets.PORT_FLAG)), MissingFact.LISTENER_UID);
    }

    @Test
    void whoeverListensFirstHasThePort() {
        BoundSocket bound = socket("0.0.0.0", TcpState.BOUND_INACTIVE, ADDR);
        BindAttempt mine = attempt("0.0.0.0", ADDR);
        assertThat(bind(mine, bound)).isEqualTo(new BindVerdict.Succeeds(List.of(bound)));
        assertFree(BindRule.listen(mine, HostSockets.all(List.of(bound)), HOST));
        assertInUse(
                BindRule.listen(mine, HostSockets.all(List.of(listener("0.0.0.0", ADDR))), HOST), Overlap.SAME_ADDRESS);
    }

    @Test
    void nothingIsFreeWhileSomeSocketsAreUnseen() {
        HostSockets oldKernel = new HostSockets(List.of(), Set.of(Unseen.BOUND_NOT_LISTENING));
        assertUnknown(BindRule.bind(attempt("0.0.0.0", ADDR), oldKernel, HOST), MissingFact.BOUND_SOCKETS);
    }

    @Test
    void otherErrorsComeFirst() {
        assertThat(bind(attempt("10.1.1.1", ADDR)))
                .isEqualTo(new BindVerdict.Fails(List.of(Errno.EADDRNOTAVAIL), List.of(), List.of()));
        assertThat(bind(attempt("0.0.0.0", 80, ADDR)))
                .isEqualTo(new BindVerdict.Fails(List.of(Errno.EACCES), List.of(), List.of()));
        assertUnknown(
                BindRule.bind(attempt("0.0.0.0", 80, ADDR), HostSockets.all(List.of()), HostSettings.UNKNOWN),
                MissingFact.UNPRIVILEGED_PORT_START);
    }

    @Test
    void thatItFailsMayBeKnownWithoutKnowingHow() {
        BindVerdict verdict = BindRule.bind(
                attempt("0.0.0.0", ADDR), HostSockets.all(List.of(listener("0.0.0.0", ADDR))), HostSettings.UNKNOWN);
        assertThat(verdict).isInstanceOfSatisfying(BindVerdict.Fails.class, fails -> assertThat(fails.errnos())
                .containsExactly(Errno.EACCES, Errno.EADDRINUSE));
    }

    @Test
    void verdictsSurviveJson() throws Exception {
        BoundSocket timeWait = socket("127.0.0.1", TcpState.TIME_WAIT, ReuseFlags.UNKNOWN);
        for (BindVerdict verdict : List.of(
                bind(attempt("0.0.0.0", ADDR), timeWait),
                bind(attempt("0.0.0.0", ReuseFlags.NONE), timeWait, listener("::", ADDR)),
                bind(attempt("0.0.0.0", ADDR)))) {
            String json = FrameJson.mapper().writeValueAsString(verdict);
            assertThat(FrameJson.mapper().readValue(json, BindVerdict.class)).isEqualTo(verdict);
        }
    }
}
