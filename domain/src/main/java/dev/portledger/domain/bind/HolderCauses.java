package dev.portledger.domain.bind;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.TcpState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The causes that one listener or bound socket gives, by who holds it; what outweighs comes first. */
final class HolderCauses {

    private static final int INIT = 1;

    /** Ports on which parts of the kernel are used to have sockets. */
    private static final Map<Integer, String> SUBSYSTEMS = Map.of(
            445, "ksmbd (SMB server)",
            2049, "nfsd (NFS server)",
            3260, "LIO (iSCSI target)",
            4789, "VXLAN",
            6081, "GENEVE",
            8472, "VXLAN",
            20049, "nfsd (NFS over RDMA)",
            51820, "WireGuard");

    private final FailedBind failed;
    private final HeldSocket held;
    private final Overlap overlap;
    private final LocalEndpoint endpoint;
    private final List<Holder> holders;

    HolderCauses(FailedBind failed, HeldSocket held, Overlap overlap) {
        this.failed = failed;
        this.held = held;
        this.overlap = overlap;
        endpoint = held.socket().endpoint();
        holders = held.holders().list();
    }

    List<Cause> all() {
        if (holders.isEmpty()) {
            return List.of(nobodySeen());
        }
        List<Cause> causes = new ArrayList<>();
        mismatch().ifPresent(causes::add);
        socketUnit().ifPresent(causes::add);
        survivor().ifPresent(causes::add);
        doubleStart().ifPresent(causes::add);
        container().ifPresent(causes::add);
        if (held.socket().state() == TcpState.BOUND_INACTIVE) {
            causes.add(new Cause.BoundNotListening(held));
        }
        if (overlap != Overlap.SAME_ADDRESS) {
            causes.add(new Cause.AddressesMeet(failed.attempt().endpoint(), held, overlap));
        }
        manager().ifPresent(causes::add);
        return causes;
    }

    private Cause nobodySeen() {
        return switch (held.holders()) {
            case Holders.Known _ -> new Cause.KernelSocket(endpoint, subsystem());
            case Holders.Partial partial ->
                new Cause.Unknown("a socket is on " + endpoint.text() + ", and who has it open could not be seen: "
                        + DoubtWords.of(partial.gap())
                        + subsystem()
                                .map(name -> "; by the port it may be the kernel's " + name)
                                .orElse(""));
        };
    }

    private Optional<String> subsystem() {
        return Optional.ofNullable(SUBSYSTEMS.get(endpoint.port()));
    }

    /** Both want to share, or one of two instances of one program does. */
    private Optional<Cause> mismatch() {
        Truth mine = Truth.of(failed.attempt().flags().reusePort());
        Truth other = Truth.of(held.socket().flags().reusePort());
        Set<NotShared> reasons = EnumSet.noneOf(NotShared.class);
        reasons.addAll(
                PairRule.of(failed.attempt(), held.socket(), failed.settings()).notShared());
        reasons.removeAll(Set.of(
                NotShared.CLAIMANT_WITHOUT_REUSEADDR, NotShared.HOLDER_WITHOUT_REUSEADDR, NotShared.HOLDER_LISTENS));
        // whose socket failed is not always told; that it failed, though both want to share, leaves no other reason
        if (mine == Truth.YES && other == Truth.YES && failed.attempt().uid().isEmpty() && belongsToAnother()) {
            reasons.add(NotShared.DIFFERENT_USER);
        }
        boolean users = mine == Truth.YES && other == Truth.YES && reasons.contains(NotShared.DIFFERENT_USER);
        boolean oneSide = (mine == Truth.YES && other == Truth.NO) || (mine == Truth.NO && other == Truth.YES);
        return users || (oneSide && holders.stream().anyMatch(this::sameProgram))
                ? Optional.of(new Cause.ReusePortMismatch(held, List.copyOf(reasons)))
                : Optional.empty();
    }

    /** Whether the claimant's user is known, and is not the one whose socket it is. */
    private boolean belongsToAnother() {
        return failed.claimant()
                .flatMap(Claimant::user)
                .flatMap(user -> held.socket().uid().map(owner -> owner != user.uid()))
                .orElse(false);
    }

    private Optional<Cause> socketUnit() {
        if (holders.stream().noneMatch(holder -> holder.process().pid() == INIT)) {
            return Optional.empty();
        }
        Optional<String> service =
                holders.stream().flatMap(holder -> unit(holder).stream()).findFirst();
        Optional<String> socket = failed.units().stream()
                .filter(state -> service.isEmpty() || service.get().equals(state.unit()))
                .flatMap(state -> state.triggeredBy().stream())
                .filter(name -> name.endsWith(".socket"))
                .findFirst();
        return Optional.of(new Cause.SocketUnit(socket, service, endpoint));
    }

    private static Optional<String> unit(Holder holder) {
        return holder.process().pid() != INIT && holder.management() instanceof Management.Unit unit
                ? Optional.of(unit.name())
                : Optional.empty();
    }

    /**
     * It has lost its parent, and what it belonged to is gone or has begun anew; and it is the claimant's program. Of a unit
     * that is down that much is certain without a claimant.
     */
    private Optional<Cause> survivor() {
        return holders.stream()
                .filter(holder -> holder.process().pid() != INIT && holder.parentPid() == INIT)
                .filter(holder -> failed.claimant().isPresent()
                        ? sameProgram(holder) && isLeft(holder)
                        : unit(holder).isPresent() && isLeft(holder))
                .findFirst()
                .map(holder -> new Cause.SurvivingProcess(holder, unit(holder), endpoint));
    }

    private boolean isLeft(Holder holder) {
        return switch (holder.management()) {
            case Management.Unit unit ->
                failed.unit(unit.name()).map(UnitState::isDown).orElse(false) || isOlderOfOneUnit(holder, unit);
            case Management.Unmanaged _ -> true;
            case Management.Container _, Management.Unknown _ -> false;
        };
    }

    private boolean isOlderOfOneUnit(Holder holder, Management.Unit unit) {
        return failed.claimant()
                .filter(claimant -> claimant.management().equals(unit))
                .flatMap(Claimant::startedAt)
                .map(started -> holder.startedAt().isBefore(started))
                .orElse(false);
    }

    private Optional<Cause> doubleStart() {
        return failed.claimant()
                .filter(claimant -> claimant.cmdline().isPresent())
                .flatMap(claimant -> holders.stream()
                        .filter(this::sameProgram)
                        .filter(holder -> holder.cmdline().equals(claimant.cmdline()))
                        .findFirst()
                        .map(holder -> new Cause.DoubleStart(holder, claimant, endpoint)));
    }

    /** Another process than the claimant, of the same executable file; deleted by an update or not. */
    private boolean sameProgram(Holder holder) {
        Optional<Claimant> claimant = failed.claimant();
        boolean other = claimant.flatMap(Claimant::process)
                .map(process -> !process.equals(holder.process()))
                .orElse(true);
        Optional<String> exe = claimant.flatMap(Claimant::exe).map(HolderCauses::file);
        return other && exe.isPresent() && exe.equals(holder.exe().map(HolderCauses::file));
    }

    /** {@code /proc/PID/exe} adds a word when the file has been replaced (proc_pid_exe(5)). */
    private static String file(String exe) {
        String deleted = " (deleted)";
        return exe.endsWith(deleted) ? exe.substring(0, exe.length() - deleted.length()) : exe;
    }

    private Optional<Cause> container() {
        for (Holder holder : holders) {
            if (holder.management() instanceof Management.Container container) {
                return Optional.of(new Cause.Container(
                        container.runtime(), Optional.of(container.id()), container.name(), holder, endpoint));
            }
            if (holder.comm().equals("docker-proxy")) { // its cgroup is the engine's, which is not what to stop
                return Optional.of(new Cause.Container("docker", Optional.empty(), Optional.empty(), holder, endpoint));
            }
        }
        return Optional.empty();
    }

    private Optional<Cause> manager() {
        for (Holder holder : holders) {
            boolean proxy = holder.comm().equals("docker-proxy");
            if (!proxy && holder.process().pid() != INIT && holder.management() instanceof Management.Unit unit) {
                return Optional.of(
                        new Cause.Service(unit.name(), unit.ofUser(), holder, endpoint, failed.unit(unit.name())));
            }
        }
        return holders.stream()
                .filter(holder -> holder.management() instanceof Management.Unmanaged
                        || holder.management() instanceof Management.Unknown)
                .findFirst()
                .map(holder -> new Cause.OtherProcess(holder, endpoint));
    }
}
