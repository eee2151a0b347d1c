package dev.portledger.server.stop;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import dev.portledger.domain.socket.Listener;
import dev.portledger.server.testing.Listeners;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Listeners with every kind of holder. */
final class StopHolders {

    static final UUID BOOT = UUID.fromString("00000000-0000-4000-8000-00000000b007");

    private StopHolders() {}

    static Holder process(String comm, int pid, int parentPid, Management management) {
        return new Holder(
                new ProcessIdentity(BOOT, pid, 100L + pid),
                Instant.parse("2026-01-01T00:00:00Z"),
                parentPid,
                comm,
                Optional.of("/opt/" + comm),
                Optional.of("/opt/" + comm + " --port"),
                new User(1000, Optional.of("app")),
                management,
                List.of(5));
    }

    static Management byHand() {
        return new Management.Unmanaged(Optional.of("session-1.scope"));
    }

    static Management unit(String name) {
        return new Management.Unit(name, Optional.empty());
    }

    static Listener held(int port, long cookie, Holder... holders) {
        return Listeners.with(Listeners.tcp(port, cookie), holders);
    }

    static Listener held(int port, long cookie, Optional<Long> inode, Holders holders) {
        return new Listener(
                Listeners.tcp(port, cookie),
                Optional.empty(),
                1000,
                inode,
                Optional.empty(),
                Optional.empty(),
                holders);
    }

    /** A server somebody started by hand: the usual target of a SIGTERM. */
    static Listener manual(int port, long cookie, int pid) {
        return held(port, cookie, process("node", pid, 900, byHand()));
    }
}
