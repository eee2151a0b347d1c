package dev.portledger.domain.bind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.util.Optional;

/**
 * A bind(2) to a port of one's own choice, made or thought of. The address has the family of the socket:
 * {@code ::ffff:127.0.0.1} is wanted by an IPv6 socket.
 *
 * @param protocol transport protocol
 * @param endpoint wanted address and port, and the interface of SO_BINDTODEVICE
 * @param v6Only IPV6_V6ONLY at the bind (ipv6(7)); empty for IPv4 and where it is not known
 * @param flags SO_REUSEADDR and SO_REUSEPORT at the bind
 * @param uid owner of the socket, which is the effective user at socket(2), not at bind(2); empty where it is not known
 * @param privileged whether the claimant has CAP_NET_BIND_SERVICE in the user namespace that owns the network namespace
 * @param freebind whether IP_FREEBIND or IP_TRANSPARENT is set (ip(7))
 * @param listens whether listen(2) will follow
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record BindAttempt(
        Protocol protocol,
        LocalEndpoint endpoint,
        Optional<Boolean> v6Only,
        ReuseFlags flags,
        Optional<Long> uid,
        Optional<Boolean> privileged,
        boolean freebind,
        boolean listens) {

    public BindAttempt {
        if (v6Only.isPresent() && endpoint.address().family() == IpFamily.IPV4) {
            throw new IllegalArgumentException("an IPv4 socket has no IPV6_V6ONLY");
        }
        if (listens && protocol == Protocol.UDP) {
            throw new IllegalArgumentException("a UDP socket does not listen");
        }
    }

    /** The same to another endpoint of the same family. */
    public BindAttempt on(LocalEndpoint other) {
        return new BindAttempt(protocol, other, v6Only, flags, uid, privileged, freebind, listens);
    }
}
