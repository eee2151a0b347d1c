package dev.portledger.domain.audit;

/** A part of the tree is not where it has to be: the tree was damaged. */
public final class MissingNodeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MissingNodeException(int level, long position) {
        super("the tree has no node at level " + level + ", position " + position);
    }
}
