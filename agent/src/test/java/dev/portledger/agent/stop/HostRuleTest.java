package dev.portledger.agent.stop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.Protection;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules on what is read of a process; HostPolicyIT has real ones. */
final class HostRuleTest {

    private static final int AGENT = 4711;

    private final HostPolicy policy = new HostPolicy(() -> Set.of(AGENT), () -> LocalPolicy.NOTHING);

    private static Holder holder(int pid, String exe, Management management) {
        return new Holder(
                new ProcessIdentity(new UUID(1, 1), pid, 1),
                Instant.EPOCH,
                1,
                "main",
                Optional.of(exe).filter(path -> !path.isEmpty()),
                Optional.empty(),
                new User(0, Optional.empty()),
                management,
                List.of(3));
    }

    private static Holder inUnit(String unit) {
        return holder(99, "/opt/app/main", new Management.Unit(unit, Optional.empty()));
    }

    private Optional<String> rule(Holder holder) {
        return policy.protection(holder).map(Protection::rule);
    }

    @ParameterizedTest
    @CsvSource({
        "ssh.service, protected.sshd",
        "sshd.service, protected.sshd",
        "ssh.socket, protected.sshd",
        "sshd@3-10.0.0.1:22-10.0.0.2:5.service, protected.sshd",
        "sshd-vsock.socket, protected.sshd",
        "sshd-unix-local@1.service, protected.sshd",
        "systemd-resolved.service, protected.systemd",
        "systemd-networkd.socket, protected.systemd",
        "user@1000.service, protected.systemd",
        "dbus.service, protected.systemd",
        "dbus-broker.service, protected.systemd",
        "polkit.service, protected.systemd",
        "docker.service, protected.container_engine",
        "docker.socket, protected.container_engine",
        "containerd.service, protected.container_engine",
        "crio.service, protected.container_engine",
        "podman.socket, protected.container_engine",
        "snap.docker.dockerd.service, protected.container_engine"
    })
    void unitsOfTheHostAreProtectedWhateverRunsInThem(String unit, String rule) {
        assertThat(rule(inUnit(unit))).contains(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "orders.service",
        "sshguard.service",
        "ssh-tunnel.service",
        "my-docker.service",
        "dbusy.service",
        "usera.service"
    })
    void otherUnitsAreNot(String unit) {
        assertThat(rule(inUnit(unit))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/lib/systemd/systemd-resolved, protected.systemd",
        "/lib/systemd/systemd-networkd, protected.systemd",
        "/usr/lib/systemd/systemd (deleted), protected.systemd",
        "/usr/sbin/sshd, protected.sshd",
        "/snap/docker/1/bin/dockerd, protected.container_engine"
    })
    void programsAreProtectedInAnyUnit(String exe, String rule) {
        assertThat(rule(holder(99, exe, new Management.Unmanaged(Optional.empty()))))
                .contains(rule);
        assertThat(rule(holder(99, exe, new Management.Unit("app.service", Optional.of(1000L)))))
                .contains(rule);
    }

    @Test
    void aProgramThatCannotBeReadCountsByItsComm() {
        Holder unread = holder(99, "", new Management.Unknown("not permitted"));
        assertThat(rule(unread)).isEmpty();
        Holder sshd = new Holder(
                unread.process(),
                unread.startedAt(),
                1,
                "sshd",
                Optional.empty(),
                Optional.empty(),
                unread.user(),
                unread.management(),
                List.of(3));
        assertThat(rule(sshd)).contains("protected.sshd");
    }

    @Test
    void aUnitWithTheAgentInItIsProtectedAsAWhole() {
        Holder other = inUnit("monitoring.service");
        assertThat(policy.protection(other, List.of(facts("monitoring.service", 99, AGENT))))
                .map(Protection::rule)
                .contains("protected.agent");
        assertThat(policy.protection(other, List.of(facts("monitoring.service", 99), facts("else.service", AGENT))))
                .isEmpty();
    }

    private static UnitFacts facts(String unit, Integer... processes) {
        return new UnitFacts(unit, "active", Optional.empty(), List.of(), List.of(processes));
    }
}
