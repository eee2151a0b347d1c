package dev.portledger.agent.bind;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import java.util.Optional;

/** An address of a scene, with IPV6_V6ONLY where the socket is an IPv6 one. */
enum Place {
    V4_ANY("0.0.0.0", false),
    V4_ONE("127.0.0.1", false),
    V4_TWO("127.0.0.2", false),
    V4_SIX("127.0.0.6", false),
    V6_ANY("::", false),
    V6_ANY_ONLY("::", true),
    /** As a holder only: it is reached by IPv4, so that its connections have an IPv4-mapped address. */
    V6_ANY_OVER_V4("::", false),
    V6_ONE("::1", false),
    V6_ONE_ONLY("::1", true),
    V6_TWO("fd00::2", false),
    MAPPED_ANY("::ffff:0.0.0.0", false),
    MAPPED_ONE("::ffff:127.0.0.1", false);

    private final String text;
    private final boolean only;

    Place(String address, boolean only) {
        text = address;
        this.only = only;
    }

    IpAddress address() {
        return IpAddress.parse(text);
    }

    IpFamily family() {
        return address().family();
    }

    Optional<Boolean> v6Only() {
        return family() == IpFamily.IPV4 ? Optional.empty() : Optional.of(only);
    }

    boolean isAny() {
        return this == V4_ANY || this == V6_ANY || this == V6_ANY_ONLY || this == V6_ANY_OVER_V4 || this == MAPPED_ANY;
    }

    /** The address, of the same family, that a client reaches this place by. */
    IpAddress reachable() {
        return switch (this) {
            case V4_ANY -> V4_ONE.address();
            case V6_ANY, V6_ANY_ONLY -> V6_ONE.address();
            case MAPPED_ANY, V6_ANY_OVER_V4 -> MAPPED_ONE.address();
            default -> address();
        };
    }
}
