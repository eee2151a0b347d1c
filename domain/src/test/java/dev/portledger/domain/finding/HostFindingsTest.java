package dev.portledger.domain.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.bind.PortRange;
import dev.portledger.domain.bind.ShellCommand;
import dev.portledger.domain.finding.Finding.Code;
import dev.portledger.domain.finding.HostFindings.Unknown;
import dev.portledger.domain.finding.HostSight.Server;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostFindingsTest {

    private static final long NETNS = 4_026_531_840L;
    private static final Instant AT = Instant.parse("2026-11-17T03:14:15Z");
    private static final Management UNIT = new Management.Unit("shop.service", Optional.empty());
    private static final Management HAND = new Management.Unmanaged(Optional.of("session-3.scope"));
    private static final Sysctl RANGE = new Sysctl.Value("32768\t60999");

    private static Sysctls sysctls(Sysctl recycle, Sysctl reuse, Sysctl reserved) {
        return new Sysctls(NETNS, recycle, reuse, RANGE, reserved);
    }

    private static Sysctls good() {
        return sysctls(new Sysctl.Absent(), new Sysctl.Value("2"), new Sysctl.Value(""));
    }

    private static Holder holder(int pid, String comm, Management management) {
        return new Holder(
                new ProcessIdentity(UUID.fromString("0d9f4d1a-6a54-4c1a-8a8e-0c2f9a1b3e55"), pid, 100L + pid),
                AT,
                1,
                comm,
                Optional.empty(),
                Optional.empty(),
                new User(1000, Optional.of("ann")),
                management,
                List.of(4));
    }

    private static Server server(Protocol protocol, int port, Holders holders) {
        return new Server(NETNS, protocol, new LocalEndpoint(IpAddress.parse("127.0.0.1"), port), holders);
    }

    private static Server tcp(int port, Holder... holders) {
        return server(Protocol.TCP, port, new Holders.Known(List.of(holders)));
    }

    private static HostFindings judged(Sysctls sysctls, Server... servers) {
        return HostFindings.of(
                new HostSight(Optional.of(sysctls), List.of(servers), Optional.empty(), Optional.of(List.of())));
    }

    @Test
    void aGoodHostHasNoneAndNothingIsUnknown() {
        HostFindings found = judged(
                good(),
                tcp(8080, holder(7, "shop", UNIT)),
                tcp(2049),
                tcp(80, holder(1, "systemd", HAND), holder(8, "web", UNIT)),
                server(Protocol.UDP, 40_000, new Holders.Known(List.of(holder(9, "dig", HAND)))));
        assertThat(found.findings()).isEmpty();
        assertThat(found.unknown()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "2, false"})
    void reuseIsOneForAllConnections(String value, boolean finding) {
        HostFindings found = judged(sysctls(new Sysctl.Value("0"), new Sysctl.Value(value), new Sysctl.Value("")));
        assertThat(found.findings()).hasSize(finding ? 1 : 0);
        assertThat(found.unknown()).isEmpty();
    }

    @Test
    void recycleIsToldWithTheCommandThatEndsIt() {
        HostFindings found = judged(sysctls(new Sysctl.Value("1"), new Sysctl.Absent(), new Sysctl.Absent()));
        assertThat(found.findings()).containsExactly(new Finding.TcpTwRecycle(1));
        FindingText text = FindingText.of(found.findings().getFirst());
        assertThat(text.commands())
                .extracting(ShellCommand::text)
                .containsExactly("sysctl -w net.ipv4.tcp_tw_recycle=0");
        assertThat(text.evidence()).containsExactly("net.ipv4.tcp_tw_recycle is 1.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "32767 | ''                | false",
                "32768 | ''                | true",
                "60999 | ''                | true",
                "61000 | ''                | false",
                "40000 | 40000             | false",
                "40000 | 8080,39999-40001  | false",
                "40000 | 8080,39999,40001  | true",
            })
    void aListenerOnAnEphemeralPortThatIsNotReserved(int port, String reserved, boolean finding) {
        Sysctls sysctls = sysctls(new Sysctl.Absent(), new Sysctl.Value("2"), new Sysctl.Value(reserved));
        HostFindings found = judged(sysctls, tcp(port, holder(7, "shop", UNIT)));
        assertThat(found.findings())
                .isEqualTo(
                        finding
                                ? List.of(new Finding.ListenerInEphemeralRange(
                                        new PortRange(32_768, 60_999),
                                        List.of(new LocalEndpoint(IpAddress.parse("127.0.0.1"), port)),
                                        List.of(holder(7, "shop", UNIT))))
                                : List.of());
    }

    @Test
    void theSettingsSayNothingOfOtherNetworks() {
        Server container = new Server(
                NETNS + 1,
                Protocol.TCP,
                new LocalEndpoint(IpAddress.parse("0.0.0.0"), 40_000),
                new Holders.Known(List.of(holder(7, "shop", UNIT))));
        assertThat(judged(good(), container).findings()).isEmpty();
    }

    @Test
    void aProcessWithManyPortsIsOneFinding() {
        Holder node = holder(7, "node", HAND);
        Server[] servers = IntStream.range(40_000, 40_050)
                .mapToObj(port -> tcp(port, node))
                .toArray(Server[]::new);
        List<Finding> found = judged(good(), servers).findings();
        assertThat(found).hasSize(2);
        assertThat(found).allSatisfy(one -> assertThat(one.ports()).hasSize(50));
        assertThat(FindingText.of(found.getLast()).summary())
                .startsWith("The server on tcp ports 40000, 40001, 40002, 40003, 40004, 40005, 40006, 40007 and 42 more"
                        + " runs outside");
        assertThat(judged(good(), tcp(8080, node), tcp(8081, holder(8, "java", HAND)))
                        .findings())
                .hasSize(2);
    }

    @Test
    void aServerOfNobodyIsToldOnceAPort() {
        Holder node = holder(7, "node\u001b[31m", HAND);
        HostFindings found =
                judged(good(), tcp(8080, node), server(Protocol.TCP, 8080, new Holders.Known(List.of(node))));
        assertThat(found.findings())
                .containsExactly(new Finding.UnmanagedServer(Optional.of(Protocol.TCP), List.of(8080), List.of(node)));
        assertThat(FindingText.of(found.findings().getFirst()).evidence())
                .containsExactly("It is held by node\\x1b[31m, pid 7, user ann, in session-3.scope.");
    }

    @Test
    void whatIsShortOfAFactIsUnknown() {
        HostFindings found = judged(
                good(),
                server(
                        Protocol.TCP,
                        8080,
                        new Holders.Partial(List.of(holder(7, "node", HAND)), HolderGap.NOT_PERMITTED)),
                tcp(8081, holder(8, "java", new Management.Unknown("no cgroup"))));
        assertThat(found.findings()).isEmpty();
        assertThat(found.unknown())
                .containsExactly(new Unknown(Code.UNMANAGED_SERVER, "not all holders of each socket could be seen"));
    }

    @Test
    void whatCouldNotBeReadIsUnknownWithItsReason() {
        Sysctl denied = new Sysctl.Unread("this user may not read it");
        Server listener = tcp(40_000, holder(7, "shop", UNIT));
        assertThat(judged(sysctls(denied, new Sysctl.Value("much"), denied), listener))
                .isEqualTo(new HostFindings(
                        List.of(),
                        List.of(
                                new Unknown(
                                        Code.TCP_TW_RECYCLE,
                                        "net.ipv4.tcp_tw_recycle could not be read: this user may not read it"),
                                new Unknown(
                                        Code.TCP_TW_REUSE, "net.ipv4.tcp_tw_reuse has a value that is not understood"),
                                new Unknown(
                                        Code.LISTENER_IN_EPHEMERAL_RANGE,
                                        "net.ipv4.ip_local_reserved_ports could not be read: this user may not read"
                                                + " it"))));
        Sysctls noRange = new Sysctls(NETNS, new Sysctl.Absent(), new Sysctl.Value("2"), denied, new Sysctl.Absent());
        assertThat(judged(noRange, listener).unknown())
                .extracting(Unknown::code)
                .containsExactly(Code.LISTENER_IN_EPHEMERAL_RANGE);
    }

    @Test
    void ofAHostThatTellsNothingNothingIsKnown() {
        HostFindings found = HostFindings.of(
                new HostSight(Optional.empty(), List.of(), Optional.of("nobody has looked"), Optional.empty()));
        assertThat(found.findings()).isEmpty();
        assertThat(found.unknown()).extracting(Unknown::code).containsExactly(Code.values());
    }

    @Test
    void whoHadToBeKilledIsTold() {
        Finding.NeededSigkill killed = new Finding.NeededSigkill("node", 7, Optional.of(Protocol.TCP), 8080, AT);
        HostFindings found = HostFindings.of(
                new HostSight(Optional.of(good()), List.of(), Optional.empty(), Optional.of(List.of(killed))));
        assertThat(found.findings()).containsExactly(killed);
        assertThat(FindingText.of(killed).evidence().getFirst()).contains("pid 7 on tcp port 8080", AT.toString());
    }
}
