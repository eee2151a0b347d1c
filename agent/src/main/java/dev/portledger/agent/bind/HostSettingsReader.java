package dev.portledger.agent.bind;

import dev.portledger.agent.kernel.ProcSys;
import dev.portledger.domain.bind.HostSettings;
import dev.portledger.domain.bind.HostSettings.LocalPrefix;
import dev.portledger.domain.bind.PortRange;
import dev.portledger.domain.socket.IpAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what else decides on a bind: sysctls of {@code /proc/sys/net}, the host's addresses, and VRFs of {@code /sys/class/net}. */
final class HostSettingsReader {

    /** Bytes of a list of reserved ports that is still read; a longer one is not known. */
    private static final int LONGEST = 16 << 10;

    private final Path sysctl;
    private final Optional<Path> interfaces;
    private final Supplier<Optional<List<LocalPrefix>>> addresses;

    HostSettingsReader(Path sysctl, Optional<Path> interfaces, Supplier<Optional<List<LocalPrefix>>> addresses) {
        this.sysctl = sysctl;
        this.interfaces = interfaces;
        this.addresses = addresses;
    }

    static HostSettingsReader ofThisHost() {
        return new HostSettingsReader(
                Path.of("/proc/sys/net"), Optional.of(Path.of("/sys/class/net")), HostSettingsReader::addresses);
    }

    /**
     * Of the network namespace of the thread that reads. Whether interfaces belong to VRFs is not known there: {@code /sys} shows the
     * interfaces of the namespace in which it was mounted.
     */
    static HostSettingsReader ofThisThread() {
        Path net = Path.of("/proc/thread-self/net");
        return new HostSettingsReader(Path.of("/proc/sys/net"), Optional.empty(), () -> tables(net));
    }

    private static Optional<List<LocalPrefix>> tables(Path net) {
        try {
            List<LocalPrefix> all = new ArrayList<>(LocalTables.ipv4(Files.readAllLines(net.resolve("fib_trie"))));
            Path ipv6 = net.resolve("if_inet6");
            if (Files.exists(ipv6)) { // not where IPv6 is switched off
                all.addAll(LocalTables.ipv6(Files.readAllLines(ipv6)));
            }
            return Optional.of(all);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** As they are now; what cannot be read is empty. */
    HostSettings read() {
        return new HostSettings(
                number("ipv4/ip_unprivileged_port_start"),
                addresses.get(),
                number("ipv4/ip_nonlocal_bind").map(value -> value != 0),
                number("ipv6/ip_nonlocal_bind").map(value -> value != 0),
                vrfs());
    }

    /** The ports that connect(2) takes, net.ipv4.ip_local_port_range (ip(7)). */
    Optional<PortRange> ephemeralPorts() {
        return text("ipv4/ip_local_port_range").flatMap(PortRange::ofPair);
    }

    /** Whether net.ipv4.ip_local_reserved_ports keeps the port from clients. */
    Optional<Boolean> isReserved(int port) {
        return text("ipv4/ip_local_reserved_ports").flatMap(PortRange::ofList).map(ranges -> ranges.stream()
                .anyMatch(range -> range.contains(port)));
    }

    private Optional<String> text(String name) {
        try {
            return Optional.of(ProcSys.read(sysctl.resolve(name), LONGEST));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<Integer> number(String name) {
        return text(name).filter(text -> text.matches("\\d{1,9}")).map(Integer::valueOf);
    }

    /** 127.0.0.0/8 is the host's own as a whole; of every other network only its own address and, for IPv4, the broadcast. */
    private static Optional<List<LocalPrefix>> addresses() {
        List<LocalPrefix> all = new ArrayList<>();
        try {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                for (InterfaceAddress address : each.getInterfaceAddresses()) {
                    all.addAll(prefixes(address, each.getName()));
                }
            }
            return Optional.of(all);
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    private static List<LocalPrefix> prefixes(InterfaceAddress address, String device) {
        IpAddress own = IpAddress.of(address.getAddress().getAddress());
        if (!(address.getAddress() instanceof Inet4Address)) {
            return List.of(new LocalPrefix(own, 128, device));
        }
        if (own.isLoopback()) {
            return List.of(new LocalPrefix(own, address.getNetworkPrefixLength(), device));
        }
        List<LocalPrefix> both = new ArrayList<>(List.of(new LocalPrefix(own, 32, device)));
        if (address.getBroadcast() != null) {
            both.add(new LocalPrefix(IpAddress.of(address.getBroadcast().getAddress()), 32, device));
        }
        return both;
    }

    private Optional<Map<String, String>> vrfs() {
        if (interfaces.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> vrfs = new HashMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(interfaces.get())) {
            for (Path each : all) {
                String name = each.getFileName().toString();
                if (isVrf(each)) {
                    vrfs.put(name, name);
                }
                Path master = each.resolve("master");
                if (Files.exists(master) && isVrf(master)) {
                    vrfs.put(name, master.toRealPath().getFileName().toString());
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(
                number("ipv4/tcp_l3mdev_accept").filter(value -> value != 0).isPresent() ? Map.of() : vrfs);
    }

    private static boolean isVrf(Path device) throws IOException {
        return Files.readString(device.resolve("uevent")).lines().anyMatch("DEVTYPE=vrf"::equals);
    }
}
