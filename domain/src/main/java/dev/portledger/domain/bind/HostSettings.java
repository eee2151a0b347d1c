package dev.portledger.domain.bind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What else decides on a bind, of one network namespace; each empty where it could not be read.
 *
 * @param unprivilegedPortStart net.ipv4.ip_unprivileged_port_start (ip_sysctl): below it CAP_NET_BIND_SERVICE is needed
 * @param localAddresses the addresses that are the host's own
 * @param nonlocalBindIpv4 net.ipv4.ip_nonlocal_bind
 * @param nonlocalBindIpv6 net.ipv6.ip_nonlocal_bind
 * @param vrfs interfaces that are a VRF or belong to one, with its name. The kernel keeps their TCP ports apart, unless
 *     net.ipv4.tcp_l3mdev_accept is set: then this is to be an empty map
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record HostSettings(
        Optional<Integer> unprivilegedPortStart,
        Optional<List<LocalPrefix>> localAddresses,
        Optional<Boolean> nonlocalBindIpv4,
        Optional<Boolean> nonlocalBindIpv6,
        Optional<Map<String, String>> vrfs) {

    public static final HostSettings UNKNOWN =
            new HostSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public HostSettings {
        localAddresses = localAddresses.map(List::copyOf);
        vrfs = vrfs.map(Map::copyOf);
    }

    /**
     * Addresses of the host outside VRFs: for IPv4 the prefixes of the routing table "local" of types local and broadcast, so
     * 127.0.0.0/8 is one; for IPv6 each address with length 128, without tentative ones.
     *
     * @param address first address of the prefix
     * @param length bits of the prefix
     * @param device the interface it is on
     */
    public record LocalPrefix(IpAddress address, int length, String device) {

        public LocalPrefix {
            if (length < 0 || length > address.family().bytes() * 8) {
                throw new IllegalArgumentException("a prefix of " + length + " bits");
            }
        }

        boolean contains(IpAddress other) {
            if (other.family() != address.family()) {
                return false;
            }
            if (address.family() == IpFamily.IPV4) {
                return length == 0 || (address.low() ^ other.low()) >>> (32 - length) == 0;
            }
            long high = address.high() ^ other.high();
            long low = address.low() ^ other.low();
            return length <= 64 ? length == 0 || high >>> (64 - length) == 0 : high == 0 && low >>> (128 - length) == 0;
        }
    }
}
