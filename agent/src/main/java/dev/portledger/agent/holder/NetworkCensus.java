package dev.portledger.agent.holder;

import dev.portledger.agent.netlink.DescriptorWalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/**
 * Which processes are in which network namespaces but the agent's own, by the last walk over all processes: that of a search for
 * holders, which is made anyway, or one of its own that looks at nothing else. For one thread at a time.
 */
public final class NetworkCensus {

    /** So many processes are remembered for each namespace; when all of them have ended, a walk finds others. */
    private static final int REMEMBERED = 4;

    /** Some machines hide it even from root; it is in no container's namespace. */
    private static final int INIT = 1;

    private final DescriptorWalk walk;
    private final long own;
    private final IntPredicate isProcess;
    private int withheld;
    private int counted;
    private Map<Long, List<Integer>> last = Map.of();
    private Map<Long, List<Integer>> counting = new HashMap<>();
    private long walks;

    /** @param isProcess whether a pid is that of a process that is still there, and no thread of the kernel */
    NetworkCensus(DescriptorWalk walk, long own, IntPredicate isProcess) {
        this.walk = walk;
        this.own = own;
        this.isProcess = isProcess;
    }

    void begin() {
        counting = new HashMap<>();
        counted = 0;
    }

    void see(int pid) {
        OptionalLong network = walk.network(pid);
        if (network.isEmpty() && pid != INIT && walk.withholdsNetwork(pid) && isProcess.test(pid)) {
            counted++;
        } else if (network.isPresent() && network.getAsLong() != own) {
            List<Integer> there = counting.computeIfAbsent(network.getAsLong(), _ -> new ArrayList<>(1));
            if (there.size() < REMEMBERED) {
                there.add(pid);
            }
        }
    }

    void end() {
        last = counting;
        withheld = counted;
        walks++;
    }

    /** Walks over all processes now: a readlink(2) for each, which takes two microseconds. */
    public void take() throws IOException {
        begin();
        for (int pid : walk.pids()) {
            see(pid);
        }
        end();
    }

    /** Another number after each walk. */
    public long walks() {
        return walks;
    }

    /** Some processes of each namespace, by its inode number; empty before the first walk. */
    public Map<Long, List<Integer>> processes() {
        return last;
    }

    /** How many processes did not let it be seen in which namespace they are. */
    public int withheld() {
        return withheld;
    }

    /** Whether this process is in that namespace now. */
    public boolean isIn(int pid, long network) {
        OptionalLong now = walk.network(pid);
        return now.isPresent() && now.getAsLong() == network;
    }
}
