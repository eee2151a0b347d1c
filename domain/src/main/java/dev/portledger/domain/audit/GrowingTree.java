package dev.portledger.domain.audit;

import java.util.ArrayList;
import java.util.List;

/** A tree of RFC 6962 that is only appended to. It keeps the roots of the complete subtrees at its right edge: log2 of the size. */
public final class GrowingTree {

    /**
     * A complete subtree.
     *
     * @param level 0 for a leaf
     * @param position from 0, counted in subtrees of this level
     */
    public record Node(int level, long position, TreeHash hash) {}

    private final List<Node> edge = new ArrayList<>();
    private long size;

    public long size() {
        return size;
    }

    /**
     * Appends a leaf.
     *
     * @return the subtrees that are complete with it: the leaf itself and those that end with it
     */
    public List<Node> append(TreeHash leaf) {
        List<Node> complete =
                completedBy(leaf, size, (level, position) -> edge.removeLast().hash());
        edge.add(complete.getLast());
        size++;
        return complete;
    }

    public TreeHash root() {
        if (edge.isEmpty()) {
            return TreeHash.ofNothing();
        }
        TreeHash hash = edge.getLast().hash();
        for (int i = edge.size() - 2; i >= 0; i--) {
            hash = TreeHash.ofNode(edge.get(i).hash(), hash);
        }
        return hash;
    }

    /**
     * The subtrees that a leaf completes.
     *
     * @param index of the leaf, from 0
     * @param existing the complete subtrees to the left of it
     */
    public static List<Node> completedBy(TreeHash leaf, long index, MerkleTree.Nodes existing) {
        List<Node> complete = new ArrayList<>();
        Node node = new Node(0, index, leaf);
        complete.add(node);
        while ((node.position() & 1) == 1) {
            TreeHash left = existing.at(node.level(), node.position() - 1);
            node = new Node(node.level() + 1, node.position() >> 1, TreeHash.ofNode(left, node.hash()));
            complete.add(node);
        }
        return List.copyOf(complete);
    }
}
