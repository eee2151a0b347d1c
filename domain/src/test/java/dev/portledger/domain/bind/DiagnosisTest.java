package dev.portledger.domain.bind;

import static dev.portledger.domain.bind.Scenes.HAND;
import static dev.portledger.domain.bind.Scenes.SHOP;
import static dev.portledger.domain.bind.Scenes.SHOP_UNIT;
import static dev.portledger.domain.bind.Scenes.WANTED;
import static dev.portledger.domain.bind.Scenes.claimant;
import static dev.portledger.domain.bind.Scenes.failed;
import static dev.portledger.domain.bind.Scenes.held;
import static dev.portledger.domain.bind.Scenes.holder;
import static dev.portledger.domain.bind.Scenes.listener;
import static dev.portledger.domain.bind.Sockets.ADDR;
import static dev.portledger.domain.bind.Sockets.attempt;
import static dev.portledger.domain.bind.Sockets.socket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One scene for each cause of the product, and what outweighs what. */
final class DiagnosisTest {

    private static final PortRange AROUND_8080 = new PortRange(8000, 9000);

    private static Diagnosis explain(FailedBind failed) {
        Diagnosis diagnosis = Diagnosis.of(failed);
        assertThat(roundTrip(diagnosis)).isEqualTo(diagnosis);
        return diagnosis;
    }

    private static Diagnosis roundTrip(Diagnosis diagnosis) {
        try {
            return FrameJson.mapper().readValue(FrameJson.mapper().writeValueAsString(diagnosis), Diagnosis.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> commands(Diagnosis diagnosis) {
        return diagnosis.commands().stream().map(ShellCommand::text).toList();
    }

    private static Holder stranger(Management management) {
        return holder(50, "nginx", 7, management);
    }

    @Test
    void theClaimantItself() {
        Claimant claimant = claimant("shop", HAND);
        Holder any = holder(900, "shop", 1, HAND);
        Holder itself = new Holder(
                claimant.process().orElseThrow(),
                any.startedAt(),
                any.parentPid(),
                any.comm(),
                any.exe(),
                any.cmdline(),
                any.user(),
                any.management(),
                any.descriptors());
        Diagnosis diagnosis = explain(failed(WANTED, claimant, List.of(), listener(itself)));
        assertThat(diagnosis.cause()).isInstanceOf(Cause.OtherProcess.class);
        assertThat(diagnosis.summary()).isEqualTo("The claimant itself, shop (pid 900), has TCP port 8080 already.");
        assertThat(diagnosis.remedy()).startsWith("Mend the program");
        assertThat(commands(diagnosis)).isEmpty();
    }

    @Test
    void service() {
        Diagnosis diagnosis = explain(
                failed(WANTED, claimant("other", HAND), List.of(SHOP), listener(holder(50, "shop", 1, SHOP_UNIT))));
        assertThat(diagnosis.cause()).isInstanceOf(Cause.Service.class);
        assertThat(diagnosis.cause().error()).contains(Errno.EADDRINUSE);
        assertThat(diagnosis.evidence()).anySatisfy(text -> assertThat(text).contains("Restart=always, shop.socket"));
        assertThat(commands(diagnosis)).containsExactly("systemctl stop -- shop.service");
        assertThat(diagnosis.warnings())
                .containsExactlyInAnyOrder(Warning.KILL_9_FIRST, Warning.KILL_MANAGED, Warning.DODGE_PORT);
    }

    @Test
    void serviceOfAUserManager() {
        Management unit = new Management.Unit("shop.service", Optional.of(1000L));
        Diagnosis diagnosis = explain(failed(WANTED, listener(stranger(unit))));
        assertThat(commands(diagnosis)).containsExactly("systemctl --user --machine=1000@.host stop -- shop.service");
    }

    @Test
    void socketUnit() {
        Holder init = holder(1, "systemd", 0, new Management.Unmanaged(Optional.of("init.scope")));
        Diagnosis diagnosis = explain(failed(
                WANTED, claimant("other", HAND), List.of(SHOP), listener(init, holder(50, "shop", 1, SHOP_UNIT))));
        assertThat(diagnosis.cause()).isInstanceOf(Cause.SocketUnit.class);
        assertThat(commands(diagnosis)).containsExactly("systemctl stop -- shop.socket shop.service");
        assertThat(diagnosis.warnings()).doesNotContain(Warning.UNMANAGED_SERVER);
        assertThat(commands(explain(failed(WANTED, listener(init))))).containsExactly("systemctl list-sockets --all");
    }

    @Test
    void container() {
        String id = "0123456789abcdef".repeat(4);
        Diagnosis diagnosis = explain(failed(WANTED, listener(stranger(new Management.Container("podman", id)))));
        assertThat(diagnosis.cause()).isInstanceOf(Cause.Container.class);
        assertThat(commands(diagnosis)).containsExactly("podman stop -- " + id);
    }

    @Test
    void publishedPortIsNotTheEngines() {
        Holder proxy = holder(50, "docker-proxy", 7, new Management.Unit("docker.service", Optional.empty()));
        Diagnosis diagnosis = explain(failed(WANTED, listener(proxy)));
        assertThat(diagnosis.cause()).isInstanceOf(Cause.Container.class);
        assertThat(diagnosis.also()).isEmpty();
        assertThat(commands(diagnosis)).containsExactly("docker ps --filter publish=8080");
    }

    @Test
    void survivingProcessOfADeadUnit() {
        UnitState dead = new UnitState("shop.service", "failed", Optional.empty(), List.of());
        FailedBind scene =
                failed(WANTED, claimant("shop", HAND), List.of(dead), listener(holder(50, "shop", 1, SHOP_UNIT)));
        assertThat(explain(scene).cause()).isInstanceOf(Cause.SurvivingProcess.class);
        assertThat(commands(explain(scene))).containsExactly("kill -TERM -- 50");
    }

    @Test
    void survivingProcessOfTheClaimantsOwnUnitAndOfASession() {
        FailedBind ownUnit =
                failed(WANTED, claimant("shop", SHOP_UNIT), List.of(SHOP), listener(holder(50, "shop", 1, SHOP_UNIT)));
        assertThat(explain(ownUnit).cause()).isInstanceOf(Cause.SurvivingProcess.class);
        assertThat(explain(failed(WANTED, listener(holder(50, "shop", 1, HAND))))
                        .cause())
                .isInstanceOf(Cause.SurvivingProcess.class);
    }

    @Test
    void doubleStart() {
        FailedBind scene =
                failed(WANTED, claimant("shop", HAND), List.of(SHOP), listener(holder(50, "shop", 1, SHOP_UNIT)));
        Diagnosis diagnosis = explain(scene);
        assertThat(diagnosis.cause()).isInstanceOf(Cause.DoubleStart.class);
        assertThat(diagnosis.also()).hasOnlyElementsOfType(Cause.Service.class);
        assertThat(commands(diagnosis)).containsExactly("kill -TERM -- 900");
    }

    @Test
    void otherProcess() {
        Diagnosis diagnosis = explain(failed(WANTED, listener(stranger(HAND))));
        assertThat(diagnosis.cause()).isInstanceOf(Cause.OtherProcess.class);
        assertThat(diagnosis.warnings()).contains(Warning.UNMANAGED_SERVER);
    }

    @Test
    void timeWaitOnly() {
        BoundSocket timeWait = socket("127.0.0.1", TcpState.TIME_WAIT, ReuseFlags.NONE);
        Diagnosis diagnosis = explain(failed(WANTED, held(timeWait)));
        assertThat(diagnosis.cause())
                .isEqualTo(new Cause.TimeWaitOnly(
                        1, Optional.of(Sockets.NOW.plusSeconds(42)), Optional.of(true), Optional.of(false)));
        assertThat(diagnosis.warnings()).contains(Warning.TCP_TW_RECYCLE, Warning.TCP_TW_REUSE);
        assertThat(commands(diagnosis))
                .containsExactly(
                        "ss -tn state time-wait 'src 0.0.0.0/0:8080'",
                        "ss -K -tn state time-wait 'src 0.0.0.0/0:8080'");
        Diagnosis flagsUnknown = explain(failed(WANTED, held(timeWait.withFlags(ReuseFlags.UNKNOWN))));
        assertThat(flagsUnknown.cause()).isInstanceOf(Cause.TimeWaitOnly.class);
        assertThat(flagsUnknown.unknown()).anySatisfy(text -> assertThat(text).contains("SO_REUSEADDR"));
    }

    @Test
    void leftoverConnections() {
        BoundSocket left = socket("127.0.0.1", TcpState.CLOSE_WAIT, ReuseFlags.NONE);
        Diagnosis diagnosis = explain(failed(WANTED, held(left, stranger(HAND))));
        assertThat(diagnosis.cause()).isInstanceOf(Cause.LeftoverConnections.class);
        assertThat(diagnosis.evidence())
                .containsExactly(
                        "127.0.0.1:8080 is in CLOSE_WAIT, held by nginx (pid 50).",
                        "Flags of 127.0.0.1:8080 (CLOSE_WAIT): SO_REUSEADDR off, SO_REUSEPORT off.");
    }

    @Test
    void ephemeralTheft() {
        BoundSocket client = socket("127.0.0.1", TcpState.ESTABLISHED, ReuseFlags.NONE);
        FailedBind scene = failed(WANTED, held(client, stranger(HAND)));
        assertThat(explain(Scenes.withErrno(scene, Errno.EADDRINUSE, AROUND_8080))
                        .cause())
                .isInstanceOf(Cause.EphemeralTheft.class);
        HeldSocket known = held(client.with(Optional.empty(), Optional.of(Origin.CONNECT)), stranger(HAND));
        assertThat(explain(failed(WANTED, known)).cause()).isInstanceOf(Cause.EphemeralTheft.class);
        HeldSocket accepted = held(client.with(Optional.empty(), Optional.of(Origin.ACCEPT)), stranger(HAND));
        FailedBind ofAServer = Scenes.withErrno(failed(WANTED, accepted), Errno.EADDRINUSE, AROUND_8080);
        assertThat(explain(ofAServer).cause()).isInstanceOf(Cause.LeftoverConnections.class);
        assertThat(explain(ofAServer).warnings()).contains(Warning.LISTENER_IN_EPHEMERAL_RANGE);
    }

    @Test
    void boundNotListening() {
        BoundSocket bound = socket("0.0.0.0", TcpState.BOUND_INACTIVE, ReuseFlags.NONE);
        assertThat(explain(failed(WANTED, held(bound, stranger(HAND)))).cause())
                .isInstanceOf(Cause.BoundNotListening.class);
    }

    @Test
    void addressOverlap() {
        HeldSocket dual = held(Sockets.listener("::", ADDR), stranger(HAND));
        Diagnosis diagnosis = explain(failed(WANTED, dual));
        assertThat(diagnosis.cause())
                .isInstanceOfSatisfying(Cause.AddressesMeet.class, meet -> assertThat(meet.overlap())
                        .isEqualTo(Overlap.HOLDER_DUAL_STACK));
        assertThat(diagnosis.also()).hasOnlyElementsOfType(Cause.OtherProcess.class);
    }

    @Test
    void reusePortMismatch() {
        BindAttempt sharing = attempt("0.0.0.0", Sockets.PORT_FLAG);
        HeldSocket without = listener(holder(50, "shop", 7, HAND));
        assertThat(explain(failed(sharing, without)).cause()).isInstanceOf(Cause.ReusePortMismatch.class);
        assertThat(explain(failed(sharing, listener(stranger(HAND)))).cause()).isInstanceOf(Cause.OtherProcess.class);
    }

    @Test
    void kernelSocket() {
        Diagnosis diagnosis = explain(failed(WANTED, listener()));
        assertThat(diagnosis.cause()).isInstanceOf(Cause.KernelSocket.class);
    }

    @Test
    void notInUse() {
        FailedBind scene = failed(WANTED, listener(stranger(HAND)));
        assertThat(explain(Scenes.withErrno(scene, Errno.EACCES, AROUND_8080)).cause())
                .isInstanceOf(Cause.NotInUse.class);
        assertThat(explain(Scenes.withErrno(scene, Errno.EADDRNOTAVAIL, AROUND_8080))
                        .remedy())
                .contains("address of this host");
    }

    @Test
    void unseenHoldersAreNotNobody() {
        HeldSocket hidden = new HeldSocket(
                Sockets.listener("0.0.0.0", ADDR), new Holders.Partial(List.of(), HolderGap.NOT_PERMITTED));
        Diagnosis diagnosis = explain(failed(WANTED, hidden));
        assertThat(diagnosis.cause()).isInstanceOf(Cause.Unknown.class);
        assertThat(diagnosis.cause().error()).isEmpty();
        assertThat(diagnosis.unknown()).singleElement().asString().contains("may not be read");
        HeldSocket half =
                new HeldSocket(hidden.socket(), new Holders.Partial(List.of(stranger(HAND)), HolderGap.NOT_PERMITTED));
        assertThat(explain(failed(WANTED, half)).cause()).isInstanceOf(Cause.OtherProcess.class);
        assertThat(explain(failed(WANTED, half)).unknown())
                .singleElement()
                .asString()
                .startsWith("Who else has");
    }

    @Test
    void flagsThatAreNotKnownAreSaidToBeAndWhy() {
        HeldSocket unasked = held(socket("127.0.0.1", TcpState.BOUND_INACTIVE, ReuseFlags.UNKNOWN), stranger(HAND));
        assertThat(explain(failed(WANTED, unasked)).unknown()).noneMatch(text -> text.contains("are not known of"));
        assertThat(explain(failed(WANTED, unasked.withoutFlags(FlagGap.NOT_PERMITTED)))
                        .unknown())
                .contains(
                        "SO_REUSEADDR and SO_REUSEPORT are not known of 127.0.0.1:8080 (BOUND_INACTIVE): this user may not"
                                + " ask sockets of that process, for lack of CAP_SYS_PTRACE.");
        HeldSocket asked = unasked.withoutFlags(FlagGap.NOT_PERMITTED)
                .with(unasked.socket().withFlags(ReuseFlags.NONE));
        assertThat(asked.flagGap()).isEmpty();
        assertThat(explain(failed(WANTED, asked)).evidence())
                .contains("Flags of 127.0.0.1:8080 (BOUND_INACTIVE): SO_REUSEADDR off, SO_REUSEPORT off.");
    }

    @Test
    void aUnitThatIsDownTellsOfASurvivorWithoutAClaimant() {
        Management unit = new Management.Unit("shop.service", Optional.empty());
        for (String state : List.of("inactive", "failed", "active")) {
            FailedBind unclaimed = new FailedBind(
                    WANTED,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(listener(holder(50, "shop", 1, unit))),
                    Set.of(),
                    Sockets.HOST,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(new UnitState("shop.service", state, Optional.empty(), List.of())));
            Diagnosis diagnosis = explain(unclaimed);
            if (state.equals("active")) {
                assertThat(diagnosis.cause()).isInstanceOf(Cause.Service.class);
            } else {
                assertThat(diagnosis.cause()).isInstanceOf(Cause.SurvivingProcess.class);
                assertThat(diagnosis.evidence())
                        .contains("Its parent has ended.", "It is left of shop.service, which is " + state + ".");
            }
        }
    }

    @Test
    void severalJudgementsSayEachThingOnce() {
        Diagnosis one = explain(failed(WANTED, listener(holder(50, "one", 7, HAND))));
        Diagnosis other = explain(failed(WANTED, listener(holder(60, "other", 7, HAND))));
        Diagnosis both = one.and(List.of(other, one));
        assertThat(both.cause()).isEqualTo(one.cause());
        assertThat(both.summary()).isEqualTo(one.summary());
        assertThat(both.also()).contains(other.cause()).doesNotContain(one.cause());
        assertThat(commands(both)).containsExactly("kill -TERM -- 50", "kill -TERM -- 60");
        assertThat(both.warnings()).isEqualTo(one.warnings());
    }

    @Test
    void whatIsGoneIsNotKnown() {
        assertThat(explain(failed(WANTED)).cause())
                .isEqualTo(new Cause.Unknown("what was in the way was gone when the sockets were read"));
        FailedBind oldKernel = new FailedBind(
                WANTED,
                Optional.of(Errno.EADDRINUSE),
                Optional.empty(),
                List.of(),
                Set.of(HostSockets.Unseen.BOUND_NOT_LISTENING),
                Sockets.HOST,
                Optional.empty(),
                Optional.empty(),
                List.of());
        assertThat(explain(oldKernel).cause())
                .isEqualTo(new Cause.Unknown("not everything that decides could be seen"));
        assertThat(explain(oldKernel).unknown()).singleElement().asString().contains("this kernel does not list them");
    }

    @Test
    void aListenerOutweighsWhatLeavesByItself() {
        HeldSocket timeWait = held(socket("127.0.0.1", TcpState.TIME_WAIT, ReuseFlags.NONE));
        Diagnosis diagnosis = explain(failed(WANTED, timeWait, listener(stranger(HAND))));
        assertThat(diagnosis.cause()).isInstanceOf(Cause.OtherProcess.class);
        assertThat(diagnosis.also()).hasOnlyElementsOfType(Cause.TimeWaitOnly.class);
    }

    @Test
    void namesFromTheHostAreNeverOptionsPatternsOrEscapes() {
        Management evil = new Management.Unit("-H evil; *.service", Optional.empty());
        assertThat(explain(failed(WANTED, listener(stranger(evil)))).commands()).isEmpty();
        Management container = new Management.Container("docker", "--all; reboot");
        assertThat(commands(explain(failed(WANTED, listener(stranger(container))))))
                .containsExactly("docker ps --filter publish=8080");
        Holder escape = holder(50, "\u001b[2Jx", 7, HAND);
        assertThat(explain(failed(WANTED, listener(escape))).summary()).contains("\\x1b[2Jx");
        assertThat(ShellCommand.of("echo", "it's", "$(reboot)", "", "a\nb'c").text())
                .isEqualTo("echo 'it'\\''s' '$(reboot)' '' $'a\\U0000000ab\\'c'");
    }
}
