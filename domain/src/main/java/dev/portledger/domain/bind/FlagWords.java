package dev.portledger.domain.bind;

import dev.portledger.domain.socket.IpFamily;
import java.util.List;
import java.util.stream.Stream;

/** What is known of the flags of the sockets in the way, in words. */
final class FlagWords {

    private FlagWords() {}

    /** A sentence for each kind of socket whose flags are known. */
    static List<String> evidence(List<HeldSocket> inTheWay) {
        return inTheWay.stream()
                .map(HeldSocket::socket)
                .flatMap(FlagWords::sentence)
                .distinct()
                .toList();
    }

    private static Stream<String> sentence(BoundSocket socket) {
        ReuseFlags flags = socket.flags();
        if (flags.reuseAddr().isEmpty() || flags.reusePort().isEmpty()) {
            return Stream.empty();
        }
        boolean anyIpv6 = socket.endpoint().address().family() == IpFamily.IPV6
                && socket.endpoint().address().isWildcard();
        String v6Only = socket.v6Only()
                .filter(_ -> anyIpv6)
                .map(set -> ", IPV6_V6ONLY " + onOrOff(set))
                .orElse("");
        return Stream.of("Flags of " + which(socket) + ": SO_REUSEADDR "
                + onOrOff(flags.reuseAddr().get()) + ", SO_REUSEPORT "
                + onOrOff(flags.reusePort().get()) + v6Only + ".");
    }

    static String which(BoundSocket socket) {
        return socket.endpoint().text() + " (" + socket.state() + ")";
    }

    private static String onOrOff(boolean set) {
        return set ? "on" : "off";
    }
}
