package dev.portledger.server.audit;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Signs checkpoints of the log, with the key in the file of {@code portledger.audit.key-file} (made where it does not exist), and proves
 * things by its tree. Without such a file nothing is signed.
 */
@ApplicationScoped
public class Checkpoints {

    private static final Logger LOG = Logger.getLogger(Checkpoints.class);

    private final AgroalDataSource database;
    private final Optional<Path> keyFile;
    private final Set<NoteKey> former;
    private final ReentrantLock signing = new ReentrantLock();
    private @Nullable LogKey loaded;
    private volatile Optional<String> contradiction = Optional.empty();

    Checkpoints(
            AgroalDataSource database,
            @ConfigProperty(name = "portledger.audit.key-file") Optional<Path> keyFile,
            @ConfigProperty(name = "portledger.audit.former-keys") Optional<List<String>> formerKeys) {
        this.database = database;
        this.keyFile = keyFile;
        this.former = formerKeys.orElse(List.of()).stream().map(NoteKey::parse).collect(Collectors.toUnmodifiableSet());
    }

    /** The log's public key; empty where no key file is configured. */
    public Optional<NoteKey> key() {
        return keyFile.map(file -> signer(file).key());
    }

    /** Keys that signed this log before; empty where the key was never replaced. */
    Set<NoteKey> formerKeys() {
        return former;
    }

    /** All keys by which checkpoints of this log are good. */
    Set<NoteKey> keys() {
        return Stream.concat(key().stream(), former.stream()).collect(Collectors.toUnmodifiableSet());
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

    /**
     * The newest checkpoint that is stored, by the log's signature alone.
     *
     * @throws ProblemException AUDIT_UNAVAILABLE when somebody has put something else in its place
     */
    public Optional<SignedCheckpoint> latest() {
        try {
            return read(CheckpointTable::latest).map(CheckpointTable.Row::signed);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ErrorCode.AUDIT_UNAVAILABLE, "a checkpoint in the database cannot be read: " + e.getMessage());
        }
    }

    /**
     * Signs the log as it is now, unless that was done.
     *
     * @return the checkpoint of all entries; empty without a key, or when the log contradicts what was signed before
     * @throws ProblemException LEDGER_UNAVAILABLE while another server signs for too long
     * @throws ProblemException AUDIT_UNAVAILABLE when it cannot be kept what was signed last
     */
    public Optional<SignedCheckpoint> sign() {
        if (keyFile.isEmpty()) {
            return Optional.empty();
        }
        LogKey key = signer(keyFile.get());
        signing.lock();
        try {
            return switch (signed(new Signing(key, former, new LastSigned(keyFile.get())))) {
                case Signing.Result.Signed(SignedCheckpoint signed) -> {
                    contradiction = Optional.empty();
                    yield Optional.of(signed);
                }
                case Signing.Result.Refused(String why) -> refuse(why);
                case Signing.Result.NothingYet() -> Optional.empty();
            };
        } finally {
            signing.unlock();
        }
    }

    private Signing.Result signed(Signing signing) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Signing.Result result = signing.on(connection);
                connection.commit();
                return result;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            if (AuditLog.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new ProblemException(ErrorCode.LEDGER_UNAVAILABLE, "another server is signing the audit log");
            }
            throw new AuditUnavailableException(e);
        } catch (IOException e) {
            LOG.errorf("what was signed last cannot be kept beside the key of the audit log: %s", e);
            throw new ProblemException(
                    ErrorCode.AUDIT_UNAVAILABLE, "what was signed last cannot be kept beside the key of the audit log");
        }
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
        } catch (MissingNodeException e) {
            throw new ProblemException(ErrorCode.AUDIT_UNAVAILABLE, "its tree is damaged: " + e.getMessage());
        }
    }
}
