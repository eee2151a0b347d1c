package dev.portledger.domain.audit;

import java.util.List;
import java.util.Optional;

/** Whether proofs prove what they say: the algorithms of RFC 9162, 2.1.3.2 and 2.1.4.2, which fit the trees of RFC 6962. */
public final class ProofCheck {

    private ProofCheck() {}

    /** Whether this leaf is the one at {@code index} in the tree with this root. */
    public static boolean isIncluded(TreeHash leaf, long index, long size, List<TreeHash> path, TreeHash root) {
        return index >= 0
                && index < size
                && rootOf(leaf, index, size, path).filter(root::equals).isPresent();
    }

    private static Optional<TreeHash> rootOf(TreeHash leaf, long index, long size, List<TreeHash> path) {
        long node = index;
        long last = size - 1;
        TreeHash hash = leaf;
        for (TreeHash sibling : path) {
            if (last == 0) {
                return Optional.empty();
            }
            if ((node & 1) == 1 || node == last) {
                hash = TreeHash.ofNode(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = TreeHash.ofNode(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 ? Optional.of(hash) : Optional.empty();
    }

    /** Whether the tree with the first root is the beginning of the one with the second. */
    public static boolean isConsistent(long from, TreeHash fromRoot, long to, TreeHash toRoot, List<TreeHash> proof) {
        if (from < 0 || from > to) {
            return false;
        }
        if (from == 0) {
            return proof.isEmpty() && fromRoot.equals(TreeHash.ofNothing());
        }
        if (from == to) {
            return proof.isEmpty() && fromRoot.equals(toRoot);
        }
        boolean complete = Long.bitCount(from) == 1;
        if (proof.isEmpty() && !complete) {
            return false;
        }
        List<TreeHash> steps = complete ? proof : proof.subList(1, proof.size());
        TreeHash start = complete ? fromRoot : proof.getFirst();
        long node = from - 1;
        long last = to - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        TreeHash older = start;
        TreeHash newer = start;
        for (TreeHash step : steps) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                older = TreeHash.ofNode(step, older);
                newer = TreeHash.ofNode(step, newer);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                newer = TreeHash.ofNode(newer, step);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && older.equals(fromRoot) && newer.equals(toRoot);
    }
}
