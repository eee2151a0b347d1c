package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.Listener;
import java.util.List;
import java.util.Optional;

/** How large a listener gets as JSON, told without writing it; never told too small. */
final class ListenerSize {

    private static final int FIXED = 600;
    private static final int FIXED_PER_HOLDER = 450;
    private static final int PER_DESCRIPTOR = 11;

    /** So that any listener fits into a frame, with room to spare. */
    private static final int AT_MOST = FrameLimits.MAX_FRAME_BYTES / 2;

    private ListenerSize() {}

    static int bytes(Listener listener) {
        int bytes = FIXED;
        for (Holder holder : listener.holders().list()) {
            bytes += bytes(holder);
        }
        return bytes;
    }

    private static int bytes(Holder holder) {
        int management =
                switch (holder.management()) {
                    case Management.Unit unit -> text(unit.name());
                    case Management.Container container ->
                        text(container.runtime())
                                + text(container.id())
                                + text(container.name())
                                + text(container.image());
                    case Management.Unmanaged unmanaged -> text(unmanaged.scope());
                    case Management.Unknown unknown -> text(unknown.reason());
                };
        return FIXED_PER_HOLDER
                + management
                + text(holder.comm())
                + text(holder.exe())
                + text(holder.cmdline())
                + text(holder.user().name())
                + PER_DESCRIPTOR * holder.descriptors().size();
    }

    private static int text(Optional<String> text) {
        return text.map(ListenerSize::text).orElse(0);
    }

    private static int text(String text) {
        int bytes = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                bytes += 6;
            } else if (c == '"' || c == '\\') {
                bytes += 2;
            } else {
                bytes += c < 0x80 ? 1 : 3;
            }
        }
        return bytes;
    }

    /** The listener as it is, or with as many of its holders as a frame can carry; the rest is named as missing. */
    static Listener fit(Listener listener) {
        if (bytes(listener) <= AT_MOST) {
            return listener;
        }
        List<Holder> holders = listener.holders().list();
        int count = 0;
        int bytes = FIXED;
        while (count < holders.size() && bytes + bytes(holders.get(count)) <= AT_MOST) {
            bytes += bytes(holders.get(count));
            count++;
        }
        return listener.withHolders(new Holders.Partial(holders.subList(0, count), HolderGap.TOO_MANY));
    }
}
