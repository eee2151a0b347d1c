package dev.portledger.domain.bind;

import dev.portledger.domain.bind.HostSockets.Unseen;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A bind that failed, or would, with all that is known around it.
 *
 * @param attempt what was wanted
 * @param errno what the kernel answered; empty if nobody has tried
 * @param claimant who tried; empty if nobody has, or it could not be read
 * @param sockets the sockets on the port at that moment, without the claimant's own
 * @param unseen kinds of sockets that could not be listed
 * @param settings of the network namespace
 * @param ephemeral ports that connect(2) takes; empty where it could not be read
 * @param reserved whether the port is in net.ipv4.ip_local_reserved_ports; empty where it could not be read
 * @param units what systemd says of the units involved, as far as it was asked
 */
public record FailedBind(
        BindAttempt attempt,
        Optional<Errno> errno,
        Optional<Claimant> claimant,
        List<HeldSocket> sockets,
        Set<Unseen> unseen,
        HostSettings settings,
        Optional<PortRange> ephemeral,
        Optional<Boolean> reserved,
        List<UnitState> units) {

    public FailedBind {
        sockets = List.copyOf(sockets);
        unseen = Set.copyOf(unseen);
        units = List.copyOf(units);
    }

    /** The sockets that are in the way for certain, else those that may be; the most weighty first. */
    public List<HeldSocket> inTheWay() {
        return CauseRule.find(this).inTheWay();
    }

    /** What bind(2) would answer by the rule, whatever the kernel has answered. */
    public BindVerdict verdict() {
        List<BoundSocket> bound = sockets.stream().map(HeldSocket::socket).toList();
        return BindRule.bind(attempt, new HostSockets(bound, unseen), settings);
    }

    Optional<UnitState> unit(String name) {
        return units.stream().filter(unit -> unit.unit().equals(name)).findFirst();
    }

    boolean isEphemeral() {
        return ephemeral.map(range -> range.contains(attempt.endpoint().port())).orElse(false);
    }
}
