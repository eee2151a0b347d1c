package dev.portledger.agent.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.bind.HostSettings.LocalPrefix;
import dev.portledger.domain.socket.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Addresses out of the kernel's own text. */
final class LocalTablesTest {

    /** Of a container on a bridge, Linux 6.18. */
    private static final List<String> FIB_TRIE = """
            Main:
              +-- 0.0.0.0/0 3 0 5
                 |-- 0.0.0.0
                    /0 universe UNICAST
                 +-- 172.17.0.0/16 2 0 2
                    +-- 172.17.0.0/30 2 0 2
                       |-- 172.17.0.0
                          /16 link UNICAST
                       |-- 172.17.0.2
                          /32 host LOCAL
                    |-- 172.17.255.255
                       /32 link BROADCAST
            Local:
              +-- 127.0.0.0/8 2 0 2
                 +-- 127.0.0.0/31 1 0 0
                    |-- 127.0.0.0
                       /8 host LOCAL
                    |-- 127.0.0.1
                       /32 host LOCAL
                 |-- 127.255.255.255
                    /32 link BROADCAST
                 |-- 172.17.0.2
                    /32 host LOCAL
            """.lines().toList();

    private static LocalPrefix prefix(String address, int length, String device) {
        return new LocalPrefix(IpAddress.parse(address), length, device);
    }

    @Test
    void localAndBroadcastAddressesAreTheHostsOwnAndRoutesAreNot() {
        assertThat(LocalTables.ipv4(FIB_TRIE))
                .containsExactlyInAnyOrder(
                        prefix("172.17.0.2", 32, "?"),
                        prefix("172.17.255.255", 32, "?"),
                        prefix("127.0.0.0", 8, "?"),
                        prefix("127.0.0.1", 32, "?"),
                        prefix("127.255.255.255", 32, "?"));
    }

    @Test
    void anAddressThatIsStillTentativeCannotBeBoundTo() {
        assertThat(LocalTables.ipv6(List.of(
                        "00000000000000000000000000000001 01 80 10 80       lo",
                        "fe80000000000000004211fffe00acde 02 40 20 c0     eth0",
                        "fd000000000000000000000000000002 02 80 00 80     eth0")))
                .containsExactly(prefix("::1", 128, "lo"), prefix("fd00::2", 128, "eth0"));
    }
}
