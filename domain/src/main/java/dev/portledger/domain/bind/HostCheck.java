package dev.portledger.domain.bind;

import dev.portledger.domain.bind.HostSettings.LocalPrefix;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Protocol;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the kernel checks before it looks at other sockets (__inet_bind in net/ipv4/af_inet.c, __inet6_bind in
 * net/ipv6/af_inet6.c), in its order.
 */
final class HostCheck {

    /**
     * @param errno the error
     * @param applies whether bind(2) gives it, unless an earlier check has failed
     * @param missing what would have to be known if that is not certain
     */
    record Check(Errno errno, Truth applies, Set<MissingFact> missing) {}

    private final BindAttempt attempt;
    private final HostSettings settings;
    private final IpAddress address;

    private HostCheck(BindAttempt attempt, HostSettings settings) {
        this.attempt = attempt;
        this.settings = settings;
        address = attempt.endpoint().address();
    }

    static List<Check> of(BindAttempt attempt, HostSettings settings) {
        HostCheck host = new HostCheck(attempt, settings);
        return host.address.family() == IpFamily.IPV4
                ? List.of(host.notAvailable(), host.notPermitted())
                : List.of(host.multicastStream(), host.notPermitted(), host.misfit(), host.notAvailable());
    }

    private Check notPermitted() {
        Truth low = Truth.of(
                settings.unprivilegedPortStart().map(start -> attempt.endpoint().port() < start));
        Set<MissingFact> missing = EnumSet.noneOf(MissingFact.class);
        if (low == Truth.MAYBE) {
            missing.add(MissingFact.UNPRIVILEGED_PORT_START);
        }
        if (attempt.privileged().isEmpty()) {
            missing.add(MissingFact.CAPABILITY);
        }
        return check(Errno.EACCES, low.and(Truth.of(attempt.privileged()).not()), missing);
    }

    private Check multicastStream() {
        boolean stream = attempt.protocol() == Protocol.TCP && isMulticast() && !address.isV4Mapped();
        return check(Errno.EINVAL, Truth.of(stream), Set.of());
    }

    /** An IPv4-mapped address on an IPV6_V6ONLY socket, an address of one link without an interface. */
    private Check misfit() {
        if (address.isV4Mapped()) {
            return check(Errno.EINVAL, Truth.of(attempt.v6Only()), Set.of(MissingFact.CLAIMANT_V6ONLY));
        }
        boolean noDevice = attempt.endpoint().device().isEmpty();
        return check(Errno.EINVAL, Truth.of(noDevice && (isLinkLocal() || isLinkMulticast())), Set.of());
    }

    private Check notAvailable() {
        if (AddressOverlap.isAny(address) || isMulticast() || isBroadcast() || attempt.freebind()) {
            return check(Errno.EADDRNOTAVAIL, Truth.NO, Set.of());
        }
        boolean ipv4 = address.family() == IpFamily.IPV4 || address.isV4Mapped();
        Truth nonlocal = Truth.of(ipv4 ? settings.nonlocalBindIpv4() : settings.nonlocalBindIpv6());
        Truth local = isLocal();
        Set<MissingFact> missing = EnumSet.noneOf(MissingFact.class);
        if (nonlocal == Truth.MAYBE) {
            missing.add(MissingFact.NONLOCAL_BIND);
        }
        if (local == Truth.MAYBE) {
            missing.add(settings.localAddresses().isEmpty() ? MissingFact.LOCAL_ADDRESSES : MissingFact.VRF);
        }
        return check(Errno.EADDRNOTAVAIL, nonlocal.or(local).not(), missing);
    }

    private Truth isLocal() {
        Optional<String> device = attempt.endpoint().device();
        if (device.isPresent()
                && settings.vrfs().map(vrfs -> vrfs.containsKey(device.get())).orElse(true)) {
            return Truth.MAYBE; // a VRF has addresses of its own
        }
        return Truth.of(
                settings.localAddresses().map(prefixes -> prefixes.stream().anyMatch(this::has)));
    }

    /** A socket bound to an interface may have any address of the host but {@code ::1} and link-local ones of another. */
    private boolean has(LocalPrefix prefix) {
        Optional<String> device = attempt.endpoint().device();
        boolean ofOneInterface = address.family() == IpFamily.IPV6 && (address.isLoopback() || isLinkLocal());
        boolean onDevice = !ofOneInterface || device.isEmpty() || device.get().equals(prefix.device());
        return onDevice && prefix.contains(plain());
    }

    private IpAddress plain() {
        return address.isV4Mapped() ? new IpAddress(IpFamily.IPV4, 0, address.low() & 0xffff_ffffL) : address;
    }

    private boolean isLinkLocal() {
        return address.high() >>> 54 == 0xfe80 >>> 6;
    }

    /** Scopes 1 and 2, interface and link (RFC 4291 2.7). */
    private boolean isLinkMulticast() {
        long scope = address.high() >>> 48 & 0xf;
        return address.high() >>> 56 == 0xff && (scope == 1 || scope == 2);
    }

    private boolean isMulticast() {
        IpAddress plain = plain();
        return plain.family() == IpFamily.IPV4 ? plain.low() >>> 28 == 0xe : plain.high() >>> 56 == 0xff;
    }

    /** 255.255.255.255 passes on every host (inet_addr_type in net/ipv4/fib_frontend.c). */
    private boolean isBroadcast() {
        return plain().equals(new IpAddress(IpFamily.IPV4, 0, 0xffff_ffffL));
    }

    private static Check check(Errno errno, Truth applies, Set<MissingFact> missing) {
        return new Check(errno, applies, applies == Truth.MAYBE ? missing : Set.of());
    }
}
