package dev.portledger.domain.bind;

import static dev.portledger.domain.bind.Sockets.HOST;
import static dev.portledger.domain.bind.Sockets.NOW;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Failed binds of a program {@code /usr/bin/shop} on 0.0.0.0:8080, with SO_REUSEADDR. */
final class Scenes {

    static final UUID BOOT = UUID.fromString("6b1ff1f2-7f0a-4f0e-9d4c-5a3e6c2c8a11");
    static final Management HAND = new Management.Unmanaged(Optional.of("session-3.scope"));
    static final Management SHOP_UNIT = new Management.Unit("shop.service", Optional.empty());
    static final UnitState SHOP =
            new UnitState("shop.service", "active", Optional.of("always"), List.of("shop.socket"));
    static final BindAttempt WANTED = Sockets.attempt("0.0.0.0", Sockets.ADDR);

    private Scenes() {}

    static Holder holder(int pid, String program, int parent, Management management) {
        return new Holder(
                new ProcessIdentity(BOOT, pid, 100L + pid),
                NOW.minusSeconds(3600),
                parent,
                program,
                Optional.of("/usr/bin/" + program),
                Optional.of(program + " --serve"),
                new User(1000, Optional.of("ann")),
                management,
                List.of(4));
    }

    static Claimant claimant(String program, Management management) {
        return new Claimant(
                900,
                Optional.of(new ProcessIdentity(BOOT, 900, 9000)),
                Optional.of(NOW),
                program,
                Optional.of("/usr/bin/" + program),
                Optional.of(program + " --serve"),
                Optional.of(new User(1000, Optional.of("ann"))),
                management,
                Optional.of(new Claimant.Parent(1, Optional.of("systemd"))));
    }

    static HeldSocket held(BoundSocket socket, Holder... holders) {
        return new HeldSocket(socket, new Holders.Known(List.of(holders)));
    }

    static HeldSocket listener(Holder... holders) {
        return held(Sockets.listener("0.0.0.0", Sockets.ADDR), holders);
    }

    static FailedBind failed(BindAttempt attempt, HeldSocket... sockets) {
        return failed(attempt, claimant("shop", HAND), List.of(), sockets);
    }

    static FailedBind failed(BindAttempt attempt, Claimant claimant, List<UnitState> units, HeldSocket... sockets) {
        return new FailedBind(
                attempt,
                Optional.of(Errno.EADDRINUSE),
                Optional.of(claimant),
                List.of(sockets),
                Set.of(),
                HOST,
                Optional.of(new PortRange(32_768, 60_999)),
                Optional.of(false),
                units);
    }

    static FailedBind withErrno(FailedBind failed, Errno errno, PortRange range) {
        return new FailedBind(
                failed.attempt(),
                Optional.of(errno),
                failed.claimant(),
                failed.sockets(),
                failed.unseen(),
                failed.settings(),
                Optional.of(range),
                failed.reserved(),
                failed.units());
    }
}
