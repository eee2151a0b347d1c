package dev.portledger.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.audit.GrowingTree;
import dev.portledger.domain.audit.TreeHash;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** The Merkle tree as it is stored, compared node by node with the one that the entries have. */
public final class StoredTree {

    private StoredTree() {}

    /** @return the tree, made anew from the entries, which have no gaps */
    public static GrowingTree assertIsThatOfTheEntries(TestingPostgres postgres) throws SQLException {
        GrowingTree tree = new GrowingTree();
        Map<String, TreeHash> expected = new TreeMap<>();
        Map<String, TreeHash> stored = new TreeMap<>();
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (var query = connection.prepareStatement("select sequence, hash from audit_entry order by sequence");
                    var rows = query.executeQuery()) {
                while (rows.next()) {
                    assertThat(rows.getLong(1)).isEqualTo(tree.size() + 1);
                    tree.append(TreeHash.ofLeaf(rows.getBytes(2)))
                            .forEach(node -> expected.put(node.level() + "/" + node.position(), node.hash()));
                }
            }
            try (var query = connection.prepareStatement("select level, position, hash from audit_node");
                    var rows = query.executeQuery()) {
                while (rows.next()) {
                    stored.put(rows.getInt(1) + "/" + rows.getLong(2), TreeHash.of(rows.getBytes(3)));
                }
            }
        }
        assertThat(stored).isEqualTo(expected);
        return tree;
    }
}
