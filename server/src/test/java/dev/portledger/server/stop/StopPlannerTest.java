package dev.portledger.server.stop;

import static dev.portledger.server.stop.StopHolders.BOOT;
import static dev.portledger.server.stop.StopHolders.byHand;
import static dev.portledger.server.stop.StopHolders.held;
import static dev.portledger.server.stop.StopHolders.manual;
import static dev.portledger.server.stop.StopHolders.process;
import static dev.portledger.server.stop.StopHolders.unit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.Protection;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StopPlannerTest {

    private static AgentFrame.Evidence evidence(List<Listener> listeners, List<UnitFacts> units, Protection... rules) {
        return new AgentFrame.Evidence(
                UUID.randomUUID(), BOOT, Instant.EPOCH, listeners, List.of(), List.of(), units, List.of(rules));
    }

    private static Planning plan(Listener listener, UnitFacts... units) {
        return StopPlanner.plan(evidence(List.of(listener), List.of(units)), listener.key(), List.of());
    }

    private static StopPlan possible(Listener listener, UnitFacts... units) {
        assertThat(plan(listener, units)).isInstanceOf(Planning.Possible.class);
        return ((Planning.Possible) plan(listener, units)).plan();
    }

    @Test
    void aUnitIsStoppedByItsManager() {
        var facts = new UnitFacts(
                "orders.service", "active", Optional.of("always"), List.of("orders.socket"), List.of(40, 41, 42));
        StopPlan plan = possible(held(8080, 1, process("java", 40, 1, unit("orders.service"))), facts);
        assertThat(plan.method()).isEqualTo(new StopMethod.SystemUnit("orders.service"));
        assertThat(plan.commands()).containsExactly("systemctl stop orders.service");
        assertThat(plan.alsoEnds())
                .extracting(StopPlan.AlsoEnds::pid)
                .containsExactly(Optional.of(41), Optional.of(42));
        assertThat(plan.comesBack())
                .extracting(StopPlan.Remark::code)
                .containsExactly("restart_policy", "triggered_by");
        assertThat(plan.warnings()).isEmpty();
        assertThat(plan.target().bootId()).isEqualTo(BOOT);
        assertThat(plan.target().inode()).contains(777L);
    }

    @Test
    void aProcessOfNobodyGetsASigterm() {
        StopPlan plan = possible(manual(8080, 1, 4121));
        assertThat(plan.method())
                .isEqualTo(new StopMethod.Process(plan.target().holders().getFirst(), Signal.SIGTERM));
        assertThat(plan.commands())
                .containsExactly("test \"$(sed 's/.*) //' /proc/4121/stat | cut -d' ' -f20)\" = 4221"
                        + " && ls -l /proc/4121/fd | grep -qF 'socket:[777]' && kill -TERM 4121");
        assertThat(plan.comesBack()).extracting(StopPlan.Remark::code).containsExactly("parent_respawns");
    }

    @Test
    void theParentOfForkedWorkersGetsIt() {
        StopPlan plan = possible(held(
                8080,
                1,
                process("nginx", 50, 1, byHand()),
                process("nginx", 51, 50, byHand()),
                process("nginx", 52, 50, byHand())));
        assertThat(plan.method())
                .isEqualTo(new StopMethod.Process(plan.target().holders().getFirst(), Signal.SIGTERM));
        assertThat(plan.alsoEnds())
                .extracting(StopPlan.AlsoEnds::pid)
                .containsExactly(Optional.of(51), Optional.of(52));
        assertThat(plan.warnings()).extracting(StopPlan.Remark::code).containsExactly("several_holders");
    }

    @Test
    void whatAnAgentWithoutRootCannotSeeIsAWarning() {
        StopPlan plan = possible(held(
                8080,
                1,
                Optional.of(7L),
                new Holders.Partial(List.of(process("node", 60, 1, byHand())), HolderGap.NOT_PERMITTED)));
        assertThat(plan.warnings()).extracting(StopPlan.Remark::code).containsExactly("holders_unseen");
    }

    @Test
    void aContainerIsToBeStoppedByItsNameAndItsEngineNever() {
        var known = new Management.Container(
                "docker", "c".repeat(64), Optional.of("orders-db"), Optional.of("postgres:18"));
        for (String comm : List.of("docker-proxy", "dockerd", "postgres")) {
            Planning planning = plan(held(5432, 1, process(comm, 40, 1, known)));
            assertThat(planning).isInstanceOfSatisfying(Planning.Unavailable.class, none -> {
                assertThat(none.message()).contains("orders-db of docker");
                assertThat(none.commands()).containsExactly("docker stop orders-db");
            });
        }
        assertThat(plan(held(
                        5432, 1, process("docker-proxy", 40, 1, new Management.Unknown("the engine did not answer")))))
                .isInstanceOfSatisfying(Planning.Unavailable.class, none -> assertThat(none.commands())
                        .containsExactly("docker ps --filter publish=5432", "docker stop CONTAINER"));
    }

    static Stream<Listener> withoutMethod() {
        var container = new Management.Container("docker", "c".repeat(64));
        var userUnit = new Management.Unit("app.service", Optional.of(1000L));
        return Stream.of(
                held(1, 1, process("java", 40, 1, container)),
                held(1, 1, process("java", 40, 1, userUnit)),
                held(1, 1, process("java", 40, 1, new Management.Unknown("no cgroup"))),
                held(1, 1, process("java", 40, 1, unit("--now"))),
                held(1, 1, process("docker-proxy", 40, 1, unit("docker.service"))),
                held(1, 1, process("a", 40, 1, byHand()), process("b", 41, 1, byHand())),
                held(1, 1, process("systemd", 1, 0, byHand()), process("web", 41, 1, unit("web.service"))),
                held(1, 1),
                held(1, 1, Optional.empty(), new Holders.Known(List.of(process("a", 40, 1, byHand())))),
                held(1, 1, Optional.of(7L), new Holders.Partial(List.of(), HolderGap.NOT_PERMITTED)),
                held(
                        1,
                        1,
                        Optional.of(7L),
                        new Holders.Partial(List.of(process("a", 40, 1, byHand())), HolderGap.SEARCH_PENDING)));
    }

    @ParameterizedTest
    @MethodSource
    void withoutMethod(Listener listener) {
        assertThat(plan(listener)).isInstanceOf(Planning.Unavailable.class);
    }

    @Test
    void saysWhatToTypeInstead() {
        var userUnit = new Management.Unit("app.service", Optional.of(1000L));
        assertThat(((Planning.Unavailable) plan(held(1, 1, process("java", 40, 1, userUnit)))).commands())
                .containsExactly("sudo -u app XDG_RUNTIME_DIR=/run/user/1000 systemctl --user stop app.service");
        assertThat(((Planning.Unavailable) plan(held(1, 1))).commands()).containsExactly("ss -lntp 'sport = :1'");
    }

    @Test
    void theHostsOwnPolicyIsTheLastWord() {
        Listener listener = manual(22, 1, 700);
        var rule =
                new Protection(listener.holders().list().getFirst().process(), "protected.sshd", "sshd is protected");
        assertThat(StopPlanner.plan(evidence(List.of(listener), List.of(), rule), listener.key(), List.of()))
                .isEqualTo(new Planning.Protected("protected.sshd", "sshd is protected"));
    }

    static Stream<Listener> otherThanPlanned() {
        return Stream.of(
                manual(8080, 1, 4122), // another process
                manual(8080, 2, 4121), // another socket
                held(
                        8080,
                        1,
                        Optional.of(778L),
                        new Holders.Known(manual(8080, 1, 4121).holders().list())),
                held(8080, 1, process("node", 4121, 900, unit("node.service"))),
                held(8080, 1, process("node", 4121, 900, byHand()), process("node", 4122, 4121, byHand())));
    }

    @ParameterizedTest
    @MethodSource
    void otherThanPlanned(Listener now) {
        StopPlan plan = possible(manual(8080, 1, 4121));
        assertThat(StopPlanner.objection(evidence(List.of(now), List.of()), plan))
                .containsInstanceOf(Planning.Outdated.class);
    }

    @Test
    void anotherBootIsAnotherProcess() {
        Listener listener = manual(8080, 1, 4121);
        StopPlan plan = possible(listener);
        var later = new AgentFrame.Evidence(
                UUID.randomUUID(),
                UUID.randomUUID(),
                Instant.EPOCH,
                List.of(listener),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        assertThat(StopPlanner.objection(later, plan)).containsInstanceOf(Planning.Outdated.class);
        assertThat(StopPlanner.objection(evidence(List.of(listener), List.of()), plan))
                .isEmpty();
    }

    /** A server that shut its listening socket down and hangs: the port is taken until the process ends. */
    @Test
    void aSocketThatStoppedListeningCanBeKilled() {
        Listener listener = manual(8080, 1, 4121);
        StopPlan term = possible(listener);
        Listener bound = new Listener(
                listener.key(),
                listener.v6Only(),
                listener.uid(),
                listener.inode(),
                Optional.empty(),
                listener.cgroupId(),
                listener.holders(),
                Optional.of(TcpState.BOUND_INACTIVE));
        var evidence = new AgentFrame.Evidence(
                UUID.randomUUID(),
                BOOT,
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(List.of(bound)));
        assertThat(StopPlanner.planKill(evidence, term, List.of()))
                .isInstanceOfSatisfying(
                        Planning.Possible.class,
                        possible -> assertThat(possible.plan().target()).isEqualTo(term.target()));
        assertThat(StopPlanner.planKill(evidence(List.of(), List.of()), term, List.of()))
                .isInstanceOf(Planning.Outdated.class);
    }

    @Test
    void quotesWhatAShellWouldUnderstandOtherwise() {
        assertThat(ShellWord.of("a.service")).isEqualTo("a.service");
        assertThat(ShellWord.of("dev-disk\\x2d1.service")).isEqualTo("'dev-disk\\x2d1.service'");
        assertThat(ShellWord.of("a'; rm -rf /")).isEqualTo("'a'\\''; rm -rf /'");
        assertThat(ShellWord.of("")).isEqualTo("''");
    }
}
