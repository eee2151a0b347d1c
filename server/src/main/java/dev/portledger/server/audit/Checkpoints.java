package dev.portledger.server.audit;

import dev.portledger.domain.audit.Checkpoint;
import dev.portledger.domain.audit.MerkleTree;
import dev.portledger.domain.audit.MissingNodeException;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.audit.TreeHash;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Signs checkpoints of the log, with the key in the file of {@code portledger.audit.key-file} (made where it does not exist), and proves
 * things by its tree. Without such a file nothing is signed.
 *
 * <p>A log must never sign two trees of which one does not continue the other (c2sp.org/tlog-checkpoint). So before it signs, the
 * server compares with the newest checkpoint in the database and with the last one it has signed itself.
 */
@ApplicationScoped
public class Checkpoints {

    private static final Logger LOG = Logger.getLogger(Checkpoints.class);

    private final AgroalDataSource database;
    private final Optional<Path> keyFile;
    private final Clock clock = Clock.systemUTC();
    private final ReentrantLock signing = new ReentrantLock();
    private @Nullable LogKey loaded;
    private volatile Optional<String> contradiction = Optional.empty();

    Checkpoints(AgroalDataSource database, @ConfigProperty(name = "portledger.audit.key-file") Optional<Path> keyFile) {
        this.database = database;
        this.keyFile = keyFile;
    }

    /** The log's public key; empty where no key file is configured. */
    public Optional<NoteKey> key() {
        return keyFile.map(file -> signer(file).key());
    }

    private LogKey signer(Path file) {
        signing.lock();
        try {
            LogKey key = loaded;
            if (key == null) {
                key = LogKeyFile.readOrCreate(file);
                loaded = key;
            }
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException("the key of the audit log in " + file + " cannot be used", e);
        } finally {
            signing.unlock();
        }
    }

    /** Why this server does not sign, when the log contradicts what was signed; for people. */
    public Optional<String> contradiction() {
        return contradiction;
    }

    /** The newest checkpoint that is stored, by the log's signature alone. */
    public Optional<SignedCheckpoint> latest() {
        return read(CheckpointTable::latest).map(CheckpointTable.Row::signed);
    }

    /**
     * Signs the log as it is now, unless that was done.
     *
     * @return the checkpoint of all entries; empty without a key, or when the log contradicts what was signed before
     */
    public Optional<SignedCheckpoint> sign() {
        if (keyFile.isEmpty()) {
            return Optional.empty();
        }
        LogKey key = signer(keyFile.get());
        signing.lock();
        try {
            return read(connection -> sign(connection, key, new LastSigned(keyFile.get())));
        } catch (MissingNodeException e) {
            return refuse("its tree is damaged: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            return refuse("a checkpoint in the database cannot be read: " + e.getMessage());
        } finally {
            signing.unlock();
        }
    }

    private Optional<SignedCheckpoint> sign(Connection connection, LogKey key, LastSigned mine) throws SQLException {
        try {
            long size = AuditTable.end(connection).sequence();
            if (size == 0 && CheckpointTable.latest(connection).isEmpty()) {
                return Optional.empty(); // nothing is there to sign yet
            }
            MerkleTree tree = AuditTree.on(connection);
            Optional<SignedCheckpoint> stored =
                    CheckpointTable.latest(connection).map(CheckpointTable.Row::signed);
            Optional<SignedCheckpoint> own =
                    mine.read().filter(last -> last.by(key.key()).isPresent());
            for (SignedCheckpoint before :
                    List.of(stored, own).stream().flatMap(Optional::stream).toList()) {
                if (!continues(tree, size, before.checkpoint())) {
                    return refuse("it does not continue the checkpoint of "
                            + before.checkpoint().size() + " entries that was signed before");
                }
            }
            contradiction = Optional.empty();
            TreeHash root = tree.root(size);
            SignedCheckpoint signed = key.sign(size, root);
            if (stored.isEmpty() || !stored.get().note().equals(signed.note())) {
                mine.write(signed);
                CheckpointTable.insert(connection, signed, clock.instant().truncatedTo(ChronoUnit.MICROS));
            }
            return Optional.of(signed);
        } catch (IOException e) {
            throw new UncheckedIOException("the last checkpoint cannot be kept beside the key", e);
        }
    }

    /** Whether the tree as it is stored begins with the one of the checkpoint. */
    private static boolean continues(MerkleTree tree, long size, Checkpoint before) {
        return before.size() <= size && tree.root(before.size()).equals(before.root());
    }

    private Optional<SignedCheckpoint> refuse(String why) {
        if (!contradiction.equals(Optional.of(why))) {
            LOG.errorf("the audit log is not signed: %s", why);
        }
        contradiction = Optional.of(why);
        return Optional.empty();
    }

    /**
     * That the tree of {@code from} entries is the beginning of the one of {@code to}.
     *
     * @throws ProblemException QUERY_INVALID for sizes the log does not have
     */
    public List<TreeHash> consistency(long from, long to) {
        return read(connection -> {
            long size = AuditTable.end(connection).sequence();
            if (from < 0 || from > to || to > size) {
                throw new ProblemException(
                        ErrorCode.QUERY_INVALID, "from and to are sizes of the log, up to " + size, "from");
            }
            return AuditTree.on(connection).consistency(from, to);
        });
    }

    /**
     * The audit path of an entry in the tree of {@code size} entries.
     *
     * @throws ProblemException QUERY_INVALID when there is no such entry or tree
     */
    public List<TreeHash> inclusion(long sequence, long size) {
        return read(connection -> {
            if (sequence < 1
                    || sequence > size
                    || size > AuditTable.end(connection).sequence()) {
                throw new ProblemException(
                        ErrorCode.QUERY_INVALID, "the log has no such entry, or is not that long", "sequence");
            }
            return AuditTree.on(connection).inclusion(sequence - 1, size);
        });
    }

    private interface Query<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T read(Query<T> query) {
        try (Connection connection = database.getConnection()) {
            return query.on(connection);
        } catch (SQLException e) {
            throw new AuditUnavailableException(e);
        }
    }
}
