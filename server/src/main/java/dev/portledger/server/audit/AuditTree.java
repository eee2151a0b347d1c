package dev.portledger.server.audit;

import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.domain.audit.GrowingTree;
import dev.portledger.domain.audit.MerkleTree;
import dev.portledger.domain.audit.MissingNodeException;
import dev.portledger.domain.audit.TreeHash;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The Merkle tree over the log, table audit_node: every complete subtree, so that a root or a proof reads as many rows as the tree is
 * high. A node is written with the entry that completes it, and never again.
 */
final class AuditTree {

    private AuditTree() {}

    /**
     * Adds an entry's leaf and the subtrees that it completes.
     *
     * @throws MissingNodeException when the tree has a hole
     * @throws SQLException also when the tree has this leaf already: the log was cut off, and its tree was not
     */
    static void append(Connection connection, AuditEntry entry) throws SQLException {
        var complete = GrowingTree.completedBy(entry.leaf(), entry.sequence() - 1, nodes(connection));
        try (var insert =
                connection.prepareStatement("insert into audit_node (level, position, hash) values (?, ?, ?)")) {
            for (GrowingTree.Node node : complete) {
                insert.setInt(1, node.level());
                insert.setLong(2, node.position());
                insert.setBytes(3, node.hash().bytes());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** The tree as it is stored, for as long as the connection is open. */
    static MerkleTree on(Connection connection) {
        return new MerkleTree(nodes(connection));
    }

    /** By the full name: a proof is of the whole tree, also for who may see entries of some hosts only. */
    private static MerkleTree.Nodes nodes(Connection connection) {
        return (level, position) -> {
            try (var query = connection.prepareStatement(
                    "select hash from public.audit_node where level = ? and position = ?")) {
                query.setInt(1, level);
                query.setLong(2, position);
                try (var row = query.executeQuery()) {
                    if (!row.next()) {
                        throw new MissingNodeException(level, position);
                    }
                    return TreeHash.of(row.getBytes(1));
                }
            } catch (SQLException e) {
                throw new AuditUnavailableException(e);
            }
        };
    }
}
