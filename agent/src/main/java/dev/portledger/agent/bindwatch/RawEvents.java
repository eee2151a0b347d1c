package dev.portledger.agent.bindwatch;

import dev.portledger.agent.bindwatch.KernelEvent.BindFailed;
import dev.portledger.agent.bindwatch.KernelEvent.Call;
import dev.portledger.agent.bindwatch.KernelEvent.Closed;
import dev.portledger.agent.bindwatch.KernelEvent.Listening;
import dev.portledger.agent.bpf.RawEvent;
import dev.portledger.agent.netlink.DeviceNames;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;

/** Events out of the records of the programs. */
final class RawEvents {

    private final LongFunction<Instant> clock;
    private final long own;

    /** @param own the network namespace of this process */
    RawEvents(LongFunction<Instant> clock, long own) {
        this.clock = clock;
        this.own = own;
    }

    /** Empty for a socket whose port is not known yet: listen(2) without bind(2) asks for any. */
    Optional<Listening> listening(RawEvent raw) {
        return socket(raw).map(socket -> new Listening(at(raw), caller(raw), socket));
    }

    Closed closed(RawEvent raw) {
        return new Closed(at(raw), caller(raw), protocol(raw), endpoint(raw), cookie(raw), raw.netns());
    }

    /** @param errno positive; empty when it is not known */
    Optional<BindFailed> failed(RawEvent raw, Optional<Integer> errno) {
        return socket(raw)
                .map(socket -> new BindFailed(
                        at(raw),
                        caller(raw),
                        raw.isOfListen() ? Call.LISTEN : Call.BIND,
                        socket,
                        raw.reuseAddress(),
                        raw.reusePort(),
                        errno));
    }

    private Instant at(RawEvent raw) {
        return clock.apply(raw.monotonicNanos());
    }

    private static Caller caller(RawEvent raw) {
        long cgroup = raw.cgroupId();
        return new Caller(
                raw.pid(),
                raw.tid(),
                Optional.of(raw.uid()),
                raw.comm(),
                cgroup == 0 ? Optional.empty() : Optional.of(cgroup));
    }

    private Optional<SocketSight> socket(RawEvent raw) {
        return endpoint(raw)
                .map(endpoint -> new SocketSight(
                        protocol(raw), endpoint, raw.v6Only(), raw.socketUid(), cookie(raw), raw.netns()));
    }

    private static Protocol protocol(RawEvent raw) {
        return raw.protocol() == Protocol.UDP.number() ? Protocol.UDP : Protocol.TCP;
    }

    private static Optional<SocketId.Cookie> cookie(RawEvent raw) {
        return raw.cookie() == 0 ? Optional.empty() : Optional.of(new SocketId.Cookie(raw.cookie()));
    }

    private Optional<LocalEndpoint> endpoint(RawEvent raw) {
        if (raw.port() < 1 || raw.port() > 65_535) {
            return Optional.empty();
        }
        IpFamily family = raw.family() == IpFamily.IPV6.number() ? IpFamily.IPV6 : IpFamily.IPV4;
        Optional<String> device = raw.device() == 0 ? Optional.empty() : Optional.of(deviceName(raw));
        return Optional.of(new LocalEndpoint(raw.address(family.bytes()), device, raw.port()));
    }

    /** The same index is another interface in another namespace, whose name is asked for there if it is needed. */
    private String deviceName(RawEvent raw) {
        return raw.netns().filter(netns -> netns != own).isPresent()
                ? DeviceNames.byIndex(raw.device())
                : DeviceNames.name(raw.device());
    }
}
