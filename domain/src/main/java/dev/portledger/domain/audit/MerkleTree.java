package dev.portledger.domain.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * Roots and proofs of a tree of RFC 6962, 2.1, of which all complete subtrees are kept somewhere. A complete subtree of level
 * {@code l} at position {@code p} has the leaves from {@code p * 2^l}, 2^l of them; level 0 are the hashes of the leaves.
 */
public final class MerkleTree {

    /** Where the complete subtrees are. */
    @FunctionalInterface
    public interface Nodes {
        /** @throws MissingNodeException when it is not there */
        TreeHash at(int level, long position);
    }

    private final Nodes nodes;

    public MerkleTree(Nodes nodes) {
        this.nodes = nodes;
    }

    /** The root over the first {@code size} leaves. */
    public TreeHash root(long size) {
        return size == 0 ? TreeHash.ofNothing() : over(0, size);
    }

    /**
     * RFC 6962, 2.1.1: the audit path of a leaf, from the leaf to the root.
     *
     * @param index of the leaf, from 0
     * @throws IllegalArgumentException when the tree has no such leaf
     */
    public List<TreeHash> inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + index);
        }
        List<TreeHash> path = new ArrayList<>();
        path(index, 0, size, path);
        return List.copyOf(path);
    }

    /**
     * RFC 6962, 2.1.2: that the tree of {@code from} leaves is the beginning of that of {@code to}. Empty where both are the same, and
     * where the first one is empty.
     *
     * @throws IllegalArgumentException when {@code from} is larger than {@code to}
     */
    public List<TreeHash> consistency(long from, long to) {
        if (from < 0 || from > to) {
            throw new IllegalArgumentException("a tree of " + from + " leaves is no beginning of one of " + to);
        }
        List<TreeHash> proof = new ArrayList<>();
        if (from > 0) {
            sub(from, 0, to, true, proof);
        }
        return List.copyOf(proof);
    }

    private void path(long index, long begin, long end, List<TreeHash> path) {
        if (end - begin == 1) {
            return;
        }
        long middle = begin + split(end - begin);
        if (index < middle) {
            path(index, begin, middle, path);
            path.add(over(middle, end));
        } else {
            path(index, middle, end, path);
            path.add(over(begin, middle));
        }
    }

    /** SUBPROOF of the RFC, where {@code known} says that the verifier has the hash of this subtree already. */
    private void sub(long from, long begin, long end, boolean known, List<TreeHash> proof) {
        if (from == end) {
            if (!known) {
                proof.add(over(begin, end));
            }
            return;
        }
        long middle = begin + split(end - begin);
        if (from <= middle) {
            sub(from, begin, middle, known, proof);
            proof.add(over(middle, end));
        } else {
            sub(from, middle, end, false, proof);
            proof.add(over(begin, middle));
        }
    }

    /** The hash over leaves that begin where a subtree of their size can begin. */
    private TreeHash over(long begin, long end) {
        long count = end - begin;
        if (Long.bitCount(count) == 1) {
            int level = Long.numberOfTrailingZeros(count);
            return nodes.at(level, begin >> level);
        }
        long middle = begin + split(count);
        return TreeHash.ofNode(over(begin, middle), over(middle, end));
    }

    /** The largest power of two below {@code count}, which is 2 at least. */
    private static long split(long count) {
        return Long.highestOneBit(count - 1);
    }
}
