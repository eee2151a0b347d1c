package dev.portledger.server.audit;

import dev.portledger.domain.audit.Checkpoint;
import dev.portledger.domain.audit.MerkleTree;
import dev.portledger.domain.audit.MissingNodeException;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.SignedCheckpoint;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Signs the log as it is, in a transaction, one server after the other.
 *
 * <p>A log must never sign two trees of which one does not continue the other (c2sp.org/tlog-checkpoint). So it is compared with the
 * newest checkpoint in the database, and with the last one that this server knows to be signed.
 *
 * @param former keys that this one has replaced
 */
record Signing(LogKey key, Set<NoteKey> former, LastSigned mine) {

    private static final Clock CLOCK = Clock.systemUTC();

    Signing {
        former = Set.copyOf(former);
    }

    /** What came of it. */
    sealed interface Result {
        record Signed(SignedCheckpoint checkpoint) implements Result {}

        /** @param why for people */
        record Refused(String why) implements Result {}

        /** There is no entry yet. */
        record NothingYet() implements Result {}
    }

    /** @throws IOException if the file beside the key cannot be read or written */
    Result on(Connection connection) throws SQLException, IOException {
        try {
            AuditTable.lockSigning(connection);
            // read before the size: whatever others have signed until now, the log that is read next has it
            Optional<SignedCheckpoint> stored =
                    CheckpointTable.latest(connection).map(CheckpointTable.Row::signed);
            Optional<SignedCheckpoint> own =
                    mine.read().filter(last -> last.by(key.key()).isPresent());
            if (stored.isPresent() && !isBySomeOf(stored.get())) {
                return new Result.Refused(byAnother(stored.get()));
            }
            List<SignedCheckpoint> before =
                    Stream.of(stored, own).flatMap(Optional::stream).toList();
            long size = AuditTable.end(connection).sequence();
            return size == 0 && before.isEmpty()
                    ? new Result.NothingYet()
                    : after(before, size, AuditTree.on(connection), connection);
        } catch (MissingNodeException e) {
            return new Result.Refused("its tree is damaged: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            return new Result.Refused("a checkpoint in the database cannot be read: " + e.getMessage());
        }
    }

    private Result after(List<SignedCheckpoint> before, long size, MerkleTree tree, Connection connection)
            throws SQLException, IOException {
        for (SignedCheckpoint each : before) {
            if (!continues(tree, size, each.checkpoint())) {
                return new Result.Refused("it does not continue the checkpoint of "
                        + each.checkpoint().size() + " entries that was signed before");
            }
        }
        SignedCheckpoint signed = key.sign(size, tree.root(size));
        if (before.size() < 2 || !before.stream().allMatch(signed::equals)) {
            mine.write(signed);
            CheckpointTable.insert(connection, signed, CLOCK.instant().truncatedTo(ChronoUnit.MICROS));
        }
        return new Result.Signed(signed);
    }

    /** Whether the tree as it is stored begins with the one of the checkpoint. */
    private static boolean continues(MerkleTree tree, long size, Checkpoint before) {
        return before.size() <= size && tree.root(before.size()).equals(before.root());
    }

    private boolean isBySomeOf(SignedCheckpoint stored) {
        return Stream.concat(Stream.of(key.key()), former.stream())
                .anyMatch(one -> stored.by(one).isPresent());
    }

    private String byAnother(SignedCheckpoint stored) {
        return "the checkpoint of " + stored.checkpoint().size() + " entries in the database is signed by another key ("
                + stored.signatures().getFirst().name() + ") than this server's ("
                + key.key().name()
                + "): all servers of one database have the same key file";
    }
}
