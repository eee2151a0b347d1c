package dev.portledger.server.stop;

import static dev.portledger.server.stop.StopHolders.BOOT;
import static dev.portledger.server.stop.StopHolders.byHand;
import static dev.portledger.server.stop.StopHolders.held;
import static dev.portledger.server.stop.StopHolders.manual;
import static dev.portledger.server.stop.StopHolders.process;
import static dev.portledger.server.stop.StopHolders.unit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.StopFacts;
import dev.portledger.domain.frame.StopFacts.ContainerFacts;
import dev.portledger.domain.frame.StopFacts.ParentFacts;
import dev.portledger.domain.frame.UnitDetail;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.frame.UnitLink;
import dev.portledger.domain.frame.UnitLink.Relation;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Methods beyond a unit and a process, and what units depend on and come back by, from what an agent tells of them. */
final class StopMethodsTest {

    private static final List<String> ALL = List.of(
            StopMethod.SYSTEM_UNIT,
            StopMethod.SYSTEM_UNITS,
            StopMethod.USER_UNIT,
            StopMethod.CONTAINER,
            StopMethod.PROCESS,
            StopMethod.RELEASE_TIME_WAIT);
    private static final String ID = "c".repeat(64);
    private static final StopFacts FACTS = new StopFacts(ALL, List.of(), List.of());

    private static AgentFrame.Evidence evidence(
            StopFacts facts, List<UnitFacts> units, List<ConnectionCount> connections, Listener... listeners) {
        return new AgentFrame.Evidence(
                UUID.randomUUID(),
                BOOT,
                Instant.EPOCH,
                List.of(listeners),
                connections,
                List.of(),
                units,
                List.of(),
                Optional.empty(),
                Optional.of(facts));
    }

    private static Planning planning(StopFacts facts, List<UnitFacts> units, Listener listener) {
        return StopPlanner.plan(evidence(facts, units, List.of(), listener), listener.key(), List.of());
    }

    private static StopPlan plan(StopFacts facts, List<UnitFacts> units, Listener listener) {
        Planning planning = planning(facts, units, listener);
        assertThat(planning).isInstanceOf(Planning.Possible.class);
        return ((Planning.Possible) planning).plan();
    }

    private static UnitFacts facts(String name, UnitDetail detail) {
        return new UnitFacts(name, "active", Optional.of("always"), List.of(), List.of(41), Optional.of(detail));
    }

    private static UnitDetail detail(Optional<Long> user, UnitLink... links) {
        return new UnitDetail(
                user,
                Optional.of(Duration.ofSeconds(20)),
                Optional.of(Duration.ofSeconds(5)),
                Optional.of("enabled"),
                List.of(),
                List.of(),
                List.of(links),
                false);
    }

    private static List<String> codes(List<StopPlan.Remark> remarks) {
        return remarks.stream().map(StopPlan.Remark::code).toList();
    }

    private static UnitFacts socketUnit(String listens) {
        return new UnitFacts(
                "web.socket",
                "active",
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.of(new UnitDetail(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("enabled"),
                        List.of(listens),
                        List.of("web.service"),
                        List.of(),
                        false)));
    }

    @Test
    void aSocketUnitAndItsServiceAreStoppedTogether() {
        Listener listener =
                held(8080, 1, process("systemd", 1, 0, unit("init.scope")), process("web", 41, 1, unit("web.service")));
        UnitFacts service = facts(
                "web.service",
                detail(Optional.empty(), new UnitLink("web.socket", Relation.TRIGGERS, "active", Optional.empty())));
        StopPlan plan = plan(FACTS, List.of(service, socketUnit("127.0.0.1:8080")), listener);
        assertThat(plan.method()).isEqualTo(new StopMethod.SystemUnits(List.of("web.socket", "web.service")));
        assertThat(plan.commands()).containsExactly("systemctl stop web.socket web.service");
        assertThat(codes(plan.comesBack())).doesNotContain("triggered_by");
        assertThat(codes(plan.warnings())).doesNotContain("several_holders");
        assertThat(planning(FACTS, List.of(service, socketUnit("127.0.0.1:8081")), listener))
                .as("another socket's unit")
                .isInstanceOf(Planning.Unavailable.class);
        assertThat(planning(
                        new StopFacts(List.of(StopMethod.SYSTEM_UNIT), List.of(), List.of()),
                        List.of(service, socketUnit("127.0.0.1:8080")),
                        listener))
                .as("an agent that cannot")
                .isInstanceOf(Planning.Unavailable.class);
    }

    @Test
    void aSocketThatWaitsForItsServiceIsPidOnesAlone() {
        StopPlan plan = plan(
                FACTS,
                List.of(socketUnit("127.0.0.1:8080")),
                held(8080, 1, process("systemd", 1, 0, unit("init.scope"))));
        assertThat(plan.method()).isEqualTo(new StopMethod.SystemUnits(List.of("web.socket")));
    }

    @Test
    void aUnitOfAUserIsStoppedByTheUsersManager() {
        var mine = new Management.Unit("app.service", Optional.of(1000L));
        UnitFacts own = facts("app.service", detail(Optional.of(1000L)));
        UnitFacts namesake = facts(
                "app.service",
                detail(Optional.empty(), new UnitLink("no.service", Relation.STOPS_WITH, "active", Optional.empty())));
        StopPlan plan = plan(FACTS, List.of(namesake, own), held(8080, 1, process("app", 40, 1, mine)));
        assertThat(plan.method()).isEqualTo(new StopMethod.UserUnit("app.service", 1000));
        assertThat(plan.commands())
                .containsExactly("sudo -u app XDG_RUNTIME_DIR=/run/user/1000 systemctl --user stop app.service");
        assertThat(plan.dependents()).as("of a unit of the same name").contains(List.of());
    }

    @Test
    void whatDependsOnAUnitAndWhatBringsItBack() {
        UnitFacts unit = facts(
                "db.service",
                detail(
                        Optional.empty(),
                        new UnitLink("app.service", Relation.STOPS_WITH, "active", Optional.empty()),
                        new UnitLink("worker.service", Relation.STOPS_WITH, "active", Optional.of("app.service")),
                        new UnitLink("down.service", Relation.STOPS_WITH, "inactive", Optional.empty()),
                        new UnitLink("multi-user.target", Relation.WANTS, "active", Optional.empty()),
                        new UnitLink("db.timer", Relation.TRIGGERS, "active", Optional.empty()),
                        new UnitLink("off.timer", Relation.TRIGGERS, "inactive", Optional.empty()),
                        new UnitLink("keeper.service", Relation.UPHOLDS, "active", Optional.empty())));
        StopPlan plan = plan(FACTS, List.of(unit), held(5432, 1, process("db", 40, 1, unit("db.service"))));
        assertThat(plan.alsoEnds())
                .extracting(StopPlan.AlsoEnds::text)
                .containsExactly(
                        "process 41 of db.service",
                        "app.service, which needs it",
                        "worker.service, which needs app.service, which needs it");
        assertThat(codes(plan.dependents().orElseThrow()))
                .containsExactly("stops_with", "stops_with", "stops_with", "wanted_by");
        assertThat(plan.comesBack())
                .extracting(StopPlan.Remark::text)
                .containsExactly(
                        "Restart=always does not bring it back after a stop; whoever starts it again does",
                        "db.timer will start it again when its time comes",
                        "keeper.service upholds it: systemd starts it again as soon as it has stopped",
                        "db.service is enabled: it starts again with the next boot");
        assertThat(codes(plan.warnings())).containsExactly("sigkill_configured");
        assertThat(plan.verifyFor(Duration.ofSeconds(3)))
                .as("beyond RestartSec=")
                .isEqualTo(Duration.ofSeconds(21));
    }

    @Test
    void aContainerIsStoppedByItsEngineIfThatHasAnswered() {
        var container = new Management.Container("docker", ID, Optional.of("orders-db"), Optional.empty());
        Listener listener = held(5432, 1, process("docker-proxy", 40, 1, container));
        StopFacts known =
                new StopFacts(ALL, List.of(new ContainerFacts(ID, "SIGKILL", Optional.of("always"), true)), List.of());
        StopPlan plan = plan(known, List.of(), listener);
        assertThat(plan.method())
                .isEqualTo(new StopMethod.Container("docker", ID, Optional.of("orders-db"), Signal.SIGTERM));
        assertThat(plan.commands()).containsExactly("docker stop --time -1 orders-db");
        assertThat(codes(plan.comesBack())).containsExactly("container_restart_policy", "container_removed");
        assertThat(codes(plan.warnings())).containsExactly("stop_signal_kills");
        assertThat(planning(FACTS, List.of(), listener)).isInstanceOf(Planning.Unavailable.class);

        Planning kill = StopPlanner.planKill(evidence(known, List.of(), List.of(), listener), plan, List.of());
        assertThat(kill).isInstanceOfSatisfying(Planning.Possible.class, possible -> {
            assertThat(possible.plan().isSigkill()).isTrue();
            assertThat(possible.plan().commands()).containsExactly("docker stop --time 0 orders-db");
        });
        assertThat(StopPlanner.objection(evidence(known, List.of(), List.of(), listener), plan))
                .isEmpty();
    }

    @Test
    void aSupervisorIsNamedWithItsOwnCommand() {
        StopFacts supervised = new StopFacts(
                ALL,
                List.of(),
                List.of(new ParentFacts(
                        4121, 900, "supervisord", Optional.of("/usr/bin/python3"), Optional.of("supervisord"))));
        assertThat(plan(supervised, List.of(), manual(8080, 1, 4121)).comesBack())
                .singleElement()
                .satisfies(remark -> {
                    assertThat(remark.code()).isEqualTo("supervised");
                    assertThat(remark.text()).contains("process 900", "supervisorctl stop NAME");
                });
    }

    @Test
    void timeWaitIsReleasedWhereTheAgentCanAndThereIsSome() {
        Listener gone = held(8080, 1, process("node", 40, 900, byHand()));
        StopPlan earlier = plan(FACTS, List.of(), gone);
        List<ConnectionCount> waiting = List.of(new ConnectionCount(
                gone.key().netns(), gone.key().endpoint(), TcpState.TIME_WAIT, 3, Optional.of(Instant.EPOCH)));
        AgentFrame.Evidence left = evidence(FACTS, List.of(), waiting);
        assertThat(StopPlanner.planRelease(left, earlier)).isInstanceOfSatisfying(Planning.Possible.class, possible -> {
            StopPlan release = possible.plan();
            assertThat(release.method()).isEqualTo(new StopMethod.ReleaseTimeWait());
            assertThat(release.commands()).containsExactly("ss -K -tn state time-wait 'src 127.0.0.1:8080'");
            assertThat(StopPlanner.objection(left, release)).isEmpty();
            assertThat(StopPlanner.objection(evidence(FACTS, List.of(), List.of()), release))
                    .containsInstanceOf(Planning.Outdated.class);
        });
        StopFacts cannot = new StopFacts(List.of(StopMethod.PROCESS), List.of(), List.of());
        assertThat(StopPlanner.planRelease(evidence(cannot, List.of(), waiting), earlier))
                .isInstanceOf(Planning.Unavailable.class);
    }
}
