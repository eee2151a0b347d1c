package dev.portledger.agent.holder;

import dev.portledger.agent.netlink.DescriptorWalk;
import dev.portledger.agent.netlink.DescriptorWalk.Access;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Walks processes for the sockets they have open. For one thread at a time. */
final class HolderSearch implements AutoCloseable {

    /** Processes that are born while the walk goes on are walked as well, in so many rounds at most. */
    private static final int ROUNDS = 4;

    private final DescriptorWalk walk = new DescriptorWalk();
    private final ProcessReader reader;
    private @Nullable NetworkCensus census;

    HolderSearch(ProcessReader reader) {
        this.reader = reader;
    }

    /** From now on each walk over all processes also tells who is in which network namespace. */
    NetworkCensus census(long own) {
        NetworkCensus made = new NetworkCensus(walk, own, this::mayHold);
        census = made;
        return made;
    }

    /** How far a walk could see. */
    enum Sight {
        FULL,
        /** Some processes are hidden, or withhold what their descriptors refer to, even from root. */
        SOME_HIDDEN,
        /** Processes of other users could not be read. */
        NOT_PERMITTED
    }

    /** Walks every process of the host. */
    Sight everywhere(WantedSockets wanted) throws IOException {
        Sight sight = Sight.FULL;
        int[] walked = {};
        if (census != null) {
            census.begin();
        }
        for (int round = 0; round < ROUNDS; round++) {
            int[] pids = walk.pids();
            int[] known = walked;
            int[] fresh = Arrays.stream(pids)
                    .filter(pid -> Arrays.binarySearch(known, pid) < 0)
                    .toArray();
            if (fresh.length == 0) {
                break;
            }
            sight = worse(sight, among(fresh, wanted));
            if (census != null) {
                Arrays.stream(fresh).forEach(census::see);
            }
            walked = pids.clone();
            Arrays.sort(walked);
        }
        if (census != null) {
            census.end();
        }
        return sight;
    }

    /** Walks these processes in this order until it is enough, which is asked before each. */
    void until(BooleanSupplier enough, int[] pids, WantedSockets wanted) {
        for (int i = 0; i < pids.length && !enough.getAsBoolean(); i++) {
            walk.sockets(pids[i], wanted::found);
        }
    }

    private Sight among(int[] pids, WantedSockets wanted) {
        Sight sight = Sight.FULL;
        for (int pid : pids) {
            Access access = walk.sockets(pid, wanted::found);
            if (access == Access.LINKS_WITHHELD) {
                sight = worse(sight, Sight.SOME_HIDDEN);
            } else if (access == Access.NOT_PERMITTED && sight != Sight.NOT_PERMITTED && mayHold(pid)) {
                sight = Sight.NOT_PERMITTED;
            }
        }
        return sight;
    }

    /** A kernel thread has no descriptors of its own to withhold. */
    private boolean mayHold(int pid) {
        return reader.stat(pid).filter(stat -> !stat.isKernelThread()).isPresent();
    }

    /** All processes, highest pid first, which are mostly the newest. */
    int[] newestFirst() throws IOException {
        return walk.pids();
    }

    static Sight worse(Sight one, Sight other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    @Override
    public void close() {
        walk.close();
    }
}
