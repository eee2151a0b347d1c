package dev.portledger.domain.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpAddressTest {

    /** The rules and examples of RFC 5952, sections 4 and 5, and of RFC 4291, section 2.2. */
    @ParameterizedTest
    @CsvSource({
        "2001:0db8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::0001, 2001:db8::1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8::ABCD, 2001:db8::abcd",
        "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789, abcd:ef01:2345:6789:abcd:ef01:2345:6789",
        "2001:DB8:0:0:8:800:200C:417A, 2001:db8::8:800:200c:417a",
        "FF01:0:0:0:0:0:0:101, ff01::101",
        "0:0:0:0:0:0:0:1, ::1",
        "0:0:0:0:0:0:0:0, ::",
        "1:0:0:0:0:0:0:0, 1::",
        "1::, 1::",
        "0:1:2:3:4:5:6:7, 0:1:2:3:4:5:6:7",
        "0:0:2:3:4:5:6:7, ::2:3:4:5:6:7",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "::ffff:10.0.0.5, ::ffff:10.0.0.5",
        "::FFFF:0a00:0005, ::ffff:10.0.0.5",
        "0:0:0:0:0:ffff:192.0.2.1, ::ffff:192.0.2.1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "fe80::1, fe80::1",
        "127.0.0.1, 127.0.0.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
    })
    void writesTheCanonicalForm(String text, String canonical) {
        assertThat(IpAddress.parse(text).text()).isEqualTo(canonical);
        assertThat(IpAddress.parse(canonical)).isEqualTo(IpAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.-4",
                "1.2.3.+4",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.4 ",
                "0001.2.3.4",
                "a.b.c.d",
                "١.2.3.4",
                ":",
                ":::",
                "1:2",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "12345::",
                "g::",
                "::-1",
                "::+1",
                "::1%lo",
                "[::1]",
                "::1.2.3",
                "::1.2.3.4.5",
                "1.2.3.4::",
                "::ffff:1.2.3.256",
                "1:2:3:4:5:6:7:1.2.3.4",
                ":1::2",
                "1::2:",
                "localhost",
                "example.com"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThat(IpAddress.tryParse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.parse(text));
    }

    @Test
    void readsWhatTheJdkWrites() throws UnknownHostException {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            for (int zero = random.nextInt(bytes.length + 1); zero > 0; zero--) {
                bytes[random.nextInt(bytes.length)] = 0;
            }
            bytes[0] |= 0x20; // the JDK turns ::ffff:a.b.c.d into an IPv4 address
            IpAddress address = IpAddress.of(bytes);
            String jdk = InetAddress.getByAddress(bytes).getHostAddress();
            assertThat(IpAddress.parse(jdk)).isEqualTo(address);
            assertThat(IpAddress.parse(address.text())).isEqualTo(address);
            assertThat(InetAddress.ofLiteral(address.text()).getAddress()).isEqualTo(bytes);
        }
    }

    @Test
    void knowsWildcardsLoopbackAndMapped() {
        assertThat(IpAddress.parse("0.0.0.0")).isEqualTo(IpAddress.ANY_IPV4);
        assertThat(IpAddress.parse("::")).isEqualTo(IpAddress.ANY_IPV6);
        assertThat(IpAddress.ANY_IPV4.isWildcard()).isTrue();
        assertThat(IpAddress.ANY_IPV6.isWildcard()).isTrue();
        assertThat(IpAddress.parse("::ffff:0.0.0.0").isWildcard()).isFalse();
        assertThat(IpAddress.parse("127.255.0.9").isLoopback()).isTrue();
        assertThat(IpAddress.parse("128.0.0.1").isLoopback()).isFalse();
        assertThat(IpAddress.parse("::1").isLoopback()).isTrue();
        assertThat(IpAddress.parse("::ffff:10.0.0.5").isV4Mapped()).isTrue();
        assertThat(IpAddress.parse("::10.0.0.5").isV4Mapped()).isFalse();
        assertThat(IpAddress.parse("10.0.0.5").isV4Mapped()).isFalse();
        assertThat(IpAddress.ANY_IPV4).isNotEqualTo(IpAddress.ANY_IPV6);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.5, 10.0.0.5, true",
        "10.0.0.5, 10.0.0.6, false",
        "0.0.0.0, 10.0.0.5, true",
        "0.0.0.0, ::ffff:10.0.0.5, true",
        "0.0.0.0, ::1, false",
        "::, 10.0.0.5, true",
        "::, ::1, true",
        "::, 0.0.0.0, true",
        "::1, ::2, false",
        "::ffff:10.0.0.5, 10.0.0.5, true",
        "::ffff:0.0.0.0, 10.0.0.5, true"
    })
    void addressesThatCouldMeet(String one, String other, boolean meet) {
        assertThat(IpAddress.parse(one).couldMeet(IpAddress.parse(other))).isEqualTo(meet);
        assertThat(IpAddress.parse(other).couldMeet(IpAddress.parse(one))).isEqualTo(meet);
    }

    @Test
    void sortsByFamilyThenByNumber() {
        List<String> sorted =
                List.of("0.0.0.0", "9.0.0.0", "10.0.0.0", "200.0.0.1", "::", "::1", "2001:db8::", "ff02::1");
        List<IpAddress> shuffled =
                new ArrayList<>(sorted.stream().map(IpAddress::parse).toList());
        Collections.shuffle(shuffled, new Random(3));
        Collections.sort(shuffled);
        assertThat(shuffled).extracting(IpAddress::text).isEqualTo(sorted);
    }

    @Test
    void hasFourOrSixteenBytes() {
        assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.of(new byte[5]));
        assertThatIllegalArgumentException().isThrownBy(() -> new IpAddress(IpFamily.IPV4, 0, 1L << 32));
    }
}
