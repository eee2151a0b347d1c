package dev.portledger.agent.holder;

import dev.portledger.domain.bind.Claimant;
import dev.portledger.domain.holder.Management;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells who made a system call, some milliseconds after it. A process that has ended meanwhile is told by what the event knows,
 * and by its cgroup, which outlives it. For one thread at a time.
 */
public final class ClaimantReader implements AutoCloseable {

    /** The start of a process is known to about a second, see {@link ProcessDescription#startedAt}. */
    private static final Duration START_IS_KNOWN_TO = Duration.ofSeconds(2);

    private final ProcessReader reader;
    private final UserNames users;
    private final Optional<CgroupMembers> cgroups;

    /**
     * What the event tells of the caller.
     *
     * @param pid the process, in the host's initial pid namespace
     * @param uid real user; empty where the source does not tell
     * @param comm name of the thread
     * @param cgroupId id of its cgroup (cgroup2); empty where the source does not tell
     * @param at when the call was made
     */
    public record Call(int pid, Optional<Long> uid, String comm, Optional<Long> cgroupId, Instant at) {}

    private ClaimantReader(ProcessReader reader, UserNames users, Optional<CgroupMembers> cgroups) {
        this.reader = reader;
        this.users = users;
        this.cgroups = cgroups;
    }

    public static ClaimantReader open(Boot boot) throws IOException {
        Path proc = Path.of("/proc");
        UserNames users = new UserNames(Path.of("/etc/passwd"));
        return new ClaimantReader(
                new ProcessReader(proc, boot, users, AuxiliaryVector.ticksPerSecond()), users, CgroupMembers.open());
    }

    /** Who made the call, as far as it can still be told. */
    public Claimant read(Call call) {
        return reader.read(call.pid())
                .filter(process -> !process.startedAt().isAfter(call.at().plus(START_IS_KNOWN_TO)))
                .map(process -> alive(call, process))
                .orElseGet(() -> ended(call));
    }

    private Claimant alive(Call call, ProcessDescription process) {
        return new Claimant(
                call.pid(),
                Optional.of(process.process()),
                Optional.of(process.startedAt()),
                call.comm(),
                process.exe(),
                process.cmdline(),
                Optional.of(process.user()),
                process.management(),
                Optional.of(new Claimant.Parent(process.parentPid(), reader.comm(process.parentPid())))
                        .filter(parent -> parent.pid() > 0));
    }

    private Claimant ended(Call call) {
        return new Claimant(
                call.pid(),
                Optional.empty(),
                Optional.empty(),
                call.comm(),
                Optional.empty(),
                Optional.empty(),
                call.uid().map(users::user),
                management(call),
                Optional.empty());
    }

    private Management management(Call call) {
        Optional<String> path = call.cgroupId().flatMap(id -> cgroups.flatMap(all -> all.path(id)));
        return path.map(text -> CgroupPath.management("0::" + text))
                .orElseGet(() -> new Management.Unknown(
                        "the process had ended, and its cgroup with it, before it could be read"));
    }

    @Override
    public void close() {
        cgroups.ifPresent(CgroupMembers::close);
    }
}
