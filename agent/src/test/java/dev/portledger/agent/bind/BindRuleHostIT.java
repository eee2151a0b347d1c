package dev.portledger.agent.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.testing.Needs;
import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.BindRule;
import dev.portledger.domain.bind.BindVerdict;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.HostSettings;
import dev.portledger.domain.bind.HostSettings.LocalPrefix;
import dev.portledger.domain.bind.HostSockets;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What decides besides other sockets: privileged ports, the host's addresses, interfaces. */
final class BindRuleHostIT {

    private static final List<String> ADDRESSES = List.of(
            "0.0.0.0",
            "127.0.0.1",
            "127.200.0.1",
            "10.77.0.1",
            "10.77.0.255",
            "10.99.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "0.1.2.3",
            "::",
            "::1",
            "fd00::2",
            "fd00::3",
            "fe80::1",
            "ff02::1",
            "ff05::1",
            "::ffff:127.0.0.1",
            "::ffff:10.77.0.1",
            "::ffff:10.99.0.1",
            "::ffff:224.0.0.1",
            "::ffff:0.0.0.0");

    private static final List<Optional<String>> DEVICES =
            List.of(Optional.empty(), Optional.of("lo"), Optional.of("v0"));

    @BeforeEach
    void needs() {
        Needs.root();
        Needs.program("ip");
    }

    private static HostSettings settings(boolean nonlocal) {
        List<LocalPrefix> prefixes =
                new ArrayList<>(NetworkSpace.SETTINGS.localAddresses().orElseThrow());
        prefixes.add(new LocalPrefix(IpAddress.parse("10.77.0.1"), 32, "v0"));
        prefixes.add(new LocalPrefix(IpAddress.parse("10.77.0.255"), 32, "v0"));
        prefixes.add(new LocalPrefix(IpAddress.parse("fe80::1"), 128, "v0"));
        return new HostSettings(
                Optional.of(1024),
                Optional.of(prefixes),
                Optional.of(nonlocal),
                Optional.of(nonlocal),
                Optional.of(Map.of()));
    }

    private static void addInterface() throws IOException {
        NetworkSpace.run("ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1");
        NetworkSpace.run("ip", "link", "set", "v1", "up");
        NetworkSpace.run("ip", "link", "set", "v0", "up");
        NetworkSpace.run("ip", "address", "add", "10.77.0.1/24", "broadcast", "10.77.0.255", "dev", "v0");
        NetworkSpace.run("ip", "address", "add", "fe80::1/64", "dev", "v0", "nodad");
    }

    private record Attempt(BindAttempt wanted, int answer) {}

    /** An attempt on a port where nothing is, and the kernel's answer. */
    private static Attempt attempt(
            NetworkSpace space,
            Protocol protocol,
            String address,
            Optional<String> device,
            boolean v6Only,
            int port,
            boolean privileged,
            boolean freebind) {
        IpAddress parsed = IpAddress.parse(address);
        boolean ipv6 = parsed.family() == IpFamily.IPV6;
        KernelSockets kernel = space.kernel();
        int socket = kernel.socket(protocol, parsed.family());
        device.ifPresent(name -> kernel.bindToDevice(socket, name));
        if (ipv6) {
            kernel.set(socket, KernelSockets.SOL_IPV6, KernelSockets.IPV6_V6ONLY, v6Only ? 1 : 0);
        }
        if (freebind) {
            kernel.set(socket, KernelSockets.SOL_IP, KernelSockets.IP_FREEBIND, 1);
        }
        kernel.mayBindPrivileged(privileged);
        int answer = kernel.bind(socket, parsed, port);
        kernel.mayBindPrivileged(true);
        kernel.close(socket);
        BindAttempt wanted = new BindAttempt(
                protocol,
                new LocalEndpoint(parsed, device, port),
                ipv6 ? Optional.of(v6Only) : Optional.empty(),
                ReuseFlags.NONE,
                Optional.of(0L),
                Optional.of(privileged),
                freebind,
                protocol == Protocol.TCP);
        return new Attempt(wanted, answer);
    }

    @Test
    void refusedBeforeAnySocketIsCompared() throws Exception {
        List<Attempt> attempts = new ArrayList<>();
        List<Attempt> nonlocal = new ArrayList<>();
        NetworkSpace.enter(space -> {
            addInterface();
            tryAll(space, attempts);
            for (String family : List.of("ipv4", "ipv6")) {
                Files.writeString(Path.of("/proc/sys/net/" + family + "/ip_nonlocal_bind"), "1");
            }
            tryAll(space, nonlocal);
            return attempts;
        });
        HostSockets none = HostSockets.all(List.of());
        assertThat(attempts).hasSizeGreaterThan(1_000);
        assertThat(attempts.stream().map(Attempt::answer).distinct()).contains(0, -13, -22, -99);
        assertThat(wrong(attempts, each -> !Trial.isRight(verdict(each, none, settings(false)), each.answer())))
                .isEmpty();
        assertThat(wrong(nonlocal, each -> !Trial.isRight(verdict(each, none, settings(true)), each.answer())))
                .isEmpty();
        assertThat(wrong(attempts, each -> !mayBe(verdict(each, none, HostSettings.UNKNOWN), each.answer())))
                .isEmpty();
    }

    /** Whether a verdict leaves room for the answer. */
    private static boolean mayBe(BindVerdict verdict, int answer) {
        return switch (verdict) {
            case BindVerdict.Unknown _ -> true;
            case BindVerdict.Succeeds _ -> answer == 0;
            case BindVerdict.Fails fails -> fails.errnos().stream().anyMatch(errno -> errno.number() == -answer);
        };
    }

    private static BindVerdict verdict(Attempt each, HostSockets sockets, HostSettings settings) {
        return BindRule.bind(each.wanted(), sockets, settings);
    }

    private static List<String> wrong(List<Attempt> attempts, Predicate<Attempt> isWrong) {
        return attempts.stream()
                .filter(isWrong)
                .map(each -> each.answer() + " " + each.wanted())
                .toList();
    }

    private static void tryAll(NetworkSpace space, List<Attempt> attempts) {
        for (Protocol protocol : Protocol.values()) {
            for (String address : ADDRESSES) {
                for (Optional<String> device : DEVICES) {
                    for (int bits = 0; bits < 16; bits++) {
                        attempts.add(attempt(
                                space,
                                protocol,
                                address,
                                device,
                                (bits & 1) != 0,
                                (bits & 2) != 0 ? 80 : 8080,
                                (bits & 4) != 0,
                                (bits & 8) != 0));
                    }
                }
            }
        }
    }

    @Test
    void socketsOfDifferentInterfacesDoNotMeet() throws Exception {
        NetworkSpace.enter(space -> {
            addInterface();
            int port = 12_000;
            for (Protocol protocol : Protocol.values()) {
                for (String held : List.of("0.0.0.0", "127.0.0.1", "::")) {
                    for (Optional<String> device : DEVICES) {
                        compareInterfaces(space, protocol, held, device, ++port);
                    }
                }
            }
            return port;
        });
    }

    private static void compareInterfaces(
            NetworkSpace space, Protocol protocol, String held, Optional<String> device, int port) throws IOException {
        KernelSockets kernel = space.kernel();
        IpAddress address = IpAddress.parse(held);
        int holder = kernel.socket(protocol, address.family());
        device.ifPresent(name -> kernel.bindToDevice(holder, name));
        assertThat(kernel.bind(holder, address, port)).isZero();
        List<BoundSocket> rows = space.sockets(protocol, port).stream()
                .map(row -> row.withFlags(ReuseFlags.NONE))
                .toList();
        assertThat(rows)
                .singleElement()
                .satisfies(row -> assertThat(row.endpoint().device()).isEqualTo(device));
        for (Optional<String> mine : DEVICES) {
            for (String wanted : List.of("0.0.0.0", "127.0.0.1", "::")) {
                Attempt each = attempt(space, protocol, wanted, mine, false, port, true, false);
                BindVerdict verdict = verdict(each, HostSockets.all(rows), settings(false));
                assertThat(Trial.isRight(verdict, each.answer()))
                        .as("%s: %s", each, verdict)
                        .isTrue();
            }
        }
        kernel.close(holder);
    }
}
