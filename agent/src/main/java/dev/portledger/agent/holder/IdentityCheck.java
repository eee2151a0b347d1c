package dev.portledger.agent.holder;

import dev.portledger.agent.netlink.DescriptorWalk;
import dev.portledger.agent.netlink.DescriptorWalk.Access;
import dev.portledger.domain.holder.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whether a process is still the one that was meant and still has the socket open: the question before any signal. */
public final class IdentityCheck {

    private IdentityCheck() {}

    public enum Answer {
        /** Same boot, same start time, and the socket is among its descriptors. */
        HOLDS,
        /** The same process, but it no longer has the socket open. */
        HOLDS_NOT,
        /** There is no process of that pid. */
        ENDED,
        /** Another boot, or the pid belongs to another process by now. */
        OTHER_PROCESS,
        /** Its descriptors may not be read by this user. */
        NOT_PERMITTED
    }

    /**
     * Reads the process anew; nothing is taken from a cache. Open a pidfd before, so that the answer keeps its meaning.
     *
     * @throws IOException when the boot id cannot be read
     */
    public static Answer check(ProcessIdentity process, long inode) throws IOException {
        if (!Boot.read().id().equals(process.bootId())) {
            return Answer.OTHER_PROCESS;
        }
        Optional<Answer> other = otherThan(process);
        if (other.isPresent()) {
            return other.get();
        }
        AtomicBoolean held = new AtomicBoolean();
        Access access;
        try (DescriptorWalk walk = new DescriptorWalk()) {
            access = walk.sockets(process.pid(), (pid, descriptor, found) -> {
                if (found == inode) {
                    held.set(true);
                }
            });
        }
        // the descriptors count only if they were still this process's after they had been read
        return otherThan(process).orElseGet(() -> held.get() ? Answer.HOLDS : withoutSocket(access));
    }

    private static Answer withoutSocket(Access access) {
        return switch (access) {
            case READ -> Answer.HOLDS_NOT;
            case LINKS_WITHHELD, NOT_PERMITTED -> Answer.NOT_PERMITTED;
            case GONE -> Answer.ENDED;
        };
    }

    private static Optional<Answer> otherThan(ProcessIdentity process) {
        Optional<ProcessStat> stat;
        try {
            stat = ProcessStat.parse(Files.readAllBytes(Path.of("/proc/" + process.pid() + "/stat")));
        } catch (IOException e) {
            stat = Optional.empty();
        }
        if (stat.isEmpty()) {
            return Optional.of(Answer.ENDED);
        }
        return stat.get().startTicks() == process.startTicks() ? Optional.empty() : Optional.of(Answer.OTHER_PROCESS);
    }
}
