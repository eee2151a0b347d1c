package dev.portledger.agent.holder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The inodes that are searched for, and the descriptors found so far. */
final class WantedSockets {

    private final long[] inodes;
    private final List<Map<Integer, List<Integer>>> descriptorsByPid;
    private int held;

    WantedSockets(long[] wanted) {
        inodes = Arrays.stream(wanted).sorted().distinct().toArray();
        descriptorsByPid = new ArrayList<>(inodes.length);
        for (int i = 0; i < inodes.length; i++) {
            descriptorsByPid.add(new TreeMap<>());
        }
    }

    /** Takes note if the inode is wanted; makes no garbage if it is not. */
    void found(int pid, int descriptor, long inode) {
        int at = Arrays.binarySearch(inodes, inode);
        if (at >= 0) {
            Map<Integer, List<Integer>> holders = descriptorsByPid.get(at);
            held += holders.isEmpty() ? 1 : 0;
            holders.computeIfAbsent(pid, absent -> new ArrayList<>(1)).add(descriptor);
        }
    }

    /** Whether at least one process was found for each. */
    boolean isEachHeld() {
        return held == inodes.length;
    }

    /** Descriptors by pid, in the order of pids. */
    Map<Integer, List<Integer>> of(long inode) {
        return descriptorsByPid.get(Arrays.binarySearch(inodes, inode));
    }
}
