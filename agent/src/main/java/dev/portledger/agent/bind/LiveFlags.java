package dev.portledger.agent.bind;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.netlink.PidFd;
import dev.portledger.agent.netlink.SocketOptions;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.FlagGap;
import dev.portledger.domain.bind.HeldSocket;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.SocketId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * SO_REUSEADDR, SO_REUSEPORT and IPV6_V6ONLY of sockets that a living process has open, asked of the sockets themselves. That
 * a descriptor is still the socket that was listed is known by its cookie, so a process or descriptor that was replaced meanwhile
 * is never taken for it.
 */
final class LiveFlags {

    /** Some ten microseconds each; a port with thousands of connections has few kinds of them. */
    private static final int MOST = 256;

    private LiveFlags() {}

    /** The same sockets in the same order with their flags, or with the reason why these are not known. */
    static List<HeldSocket> read(List<HeldSocket> sockets) {
        List<HeldSocket> read = new ArrayList<>(sockets.size());
        int asked = 0;
        for (HeldSocket held : sockets) {
            if (held.socket().timeWaitOnly()) {
                read.add(held.withoutFlags(FlagGap.NOT_OPEN));
            } else if (held.holders().list().isEmpty()) {
                read.add(held.withoutFlags(held.holders().isNobody() ? FlagGap.NOT_OPEN : FlagGap.HOLDERS_UNKNOWN));
            } else if (asked == MOST) {
                read.add(held.withoutFlags(FlagGap.TOO_MANY));
            } else {
                asked++;
                read.add(ask(held));
            }
        }
        return read;
    }

    private static HeldSocket ask(HeldSocket held) {
        FlagGap gap = FlagGap.CHANGED_WHILE_READING;
        for (Holder holder : held.holders().list()) {
            try (PidFd process = PidFd.open(holder.process().pid())) {
                for (int descriptor : holder.descriptors()) {
                    SocketOptions options = SocketOptions.of(process, descriptor);
                    if (held.socket().id().equals(Optional.of(new SocketId.Cookie(options.cookie())))) {
                        return held.with(told(held.socket(), options));
                    }
                }
            } catch (KernelException e) {
                gap = gap(e);
            }
        }
        return held.withoutFlags(gap);
    }

    private static BoundSocket told(BoundSocket socket, SocketOptions options) {
        return socket.withFlags(ReuseFlags.of(options.reuseAddr(), options.reusePort()))
                .with(options.v6Only(), socket.origin());
    }

    private static FlagGap gap(KernelException failure) {
        if (failure.is(Errno.EPERM) || failure.is(Errno.EACCES)) {
            return FlagGap.NOT_PERMITTED;
        }
        if (failure.is(Errno.ENOSYS)) {
            return FlagGap.NOT_SUPPORTED;
        }
        boolean changed = failure.is(Errno.ESRCH) || failure.is(Errno.EBADF) || failure.is(Errno.ENOTSOCK);
        return changed ? FlagGap.CHANGED_WHILE_READING : FlagGap.REFUSED;
    }
}
