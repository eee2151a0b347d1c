package dev.portledger.server.trust;

import dev.portledger.domain.frame.CommandBody;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.trust.CommandKeySet;
import dev.portledger.domain.trust.Purpose;
import dev.portledger.domain.trust.Signed;
import dev.portledger.domain.trust.SigningKey;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.database.DatabaseMigrated;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The keys that commands are signed with.
 *
 * <p>The newest set in the database says which key signs (its first) and which one will; the private halves are in a file. One key follows
 * another in two steps, and a crash between them or within one leaves nothing to repair:
 *
 * <pre>
 * [K1] ──begin: K2 into the file, then the set [K1, K2], signed by K1──► [K1, K2] ──complete: the set [K2], signed by K2──► [K2]
 *                                        agents learn K2 ─────────────────┘            K1 leaves the file
 * </pre>
 */
@ApplicationScoped
public class CommandKeys {

    private static final Logger LOG = Logger.getLogger(CommandKeys.class);

    private final AgroalDataSource database;
    private final AuditLog audit;
    private final CommandKeyFile file;
    private final boolean startAnew;
    private final Event<CommandKeysChanged> changed;

    CommandKeys(
            AgroalDataSource database,
            AuditLog audit,
            Event<CommandKeysChanged> changed,
            @ConfigProperty(
                            name = "portledger.command-key.file",
                            defaultValue = "/var/lib/portledger-server/command-key")
                    Path file,
            @ConfigProperty(name = "portledger.command-key.start-anew", defaultValue = "false") boolean startAnew) {
        this.database = database;
        this.audit = audit;
        this.changed = changed;
        this.file = new CommandKeyFile(file);
        this.startAnew = startAnew;
    }

    /**
     * The keys in use.
     *
     * @param keyId of the one that signs
     * @param nextKeyId of the one that will; empty unless one follows
     * @param usable whether this server has the private half
     */
    public record State(
            long serial, String keyId, Optional<String> nextKeyId, Instant since, String madeBy, boolean usable) {}

    void whenMigrated(@Observes DatabaseMigrated event) {
        try {
            QuarkusTransaction.requiringNew().call(this::ensure);
        } catch (RuntimeException e) {
            LOG.errorf("commands cannot be signed, so that nothing can be stopped: %s", rootMessage(e));
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private boolean ensure() throws IOException, SQLException {
        try (Connection connection = database.getConnection()) {
            Optional<CommandKeySets.Stated> newest = CommandKeySets.newest(connection);
            if (newest.isEmpty()) {
                SigningKey key = file.keys().isEmpty()
                        ? SigningKey.generate()
                        : file.keys().getFirst();
                file.write(List.of(key));
                begin(connection, 1, key, "command_key.created");
            } else if (file.key(signer(newest.get().set())).isEmpty()) {
                if (!startAnew) {
                    throw new IOException(file.path() + " does not hold the command key "
                            + signer(newest.get().set())
                            + ", which the hosts know. Bring the file back; or, if it is lost, start once with"
                            + " portledger.command-key.start-anew=true and enrol all hosts again");
                }
                SigningKey key = SigningKey.generate();
                file.write(List.of(key));
                begin(connection, newest.get().set().serial() + 1, key, "command_key.replaced");
                LOG.warn("commands are signed with a new key, which no host knows; hosts have to be enrolled again");
            } else {
                forgetOld(newest.get().set());
            }
            return true;
        }
    }

    private void begin(Connection connection, long serial, SigningKey key, String action) throws SQLException {
        CommandKeySets.insert(connection, serial, statement(serial, List.of(key), key), "server");
        audit.append(AuditDraft.of(new Actor.Server(), action)
                .with("key", key.publicKey().id())
                .with("serial", serial));
    }

    private static Signed statement(long serial, List<SigningKey> keys, SigningKey by) {
        List<String> texts = keys.stream().map(key -> key.publicKey().text()).toList();
        return by.sign(Purpose.COMMAND_KEYS, FrameJson.payload(new CommandKeySet(serial, texts)));
    }

    private static String signer(CommandKeySet set) {
        return set.keyIds().getFirst();
    }

    private void forgetOld(CommandKeySet set) throws IOException {
        List<SigningKey> kept = file.keys().stream()
                .filter(key -> set.keyIds().contains(key.publicKey().id()))
                .toList();
        if (kept.size() < file.keys().size()) {
            file.write(kept);
        }
    }

    /** Signs a command; empty where this server has no key that hosts know. */
    public Optional<Signed> sign(CommandBody body) throws SQLException, IOException {
        return signingKey().map(key -> key.sign(Purpose.COMMAND, body.bytes()));
    }

    private Optional<SigningKey> signingKey() throws SQLException, IOException {
        try (Connection connection = database.getConnection()) {
            Optional<CommandKeySets.Stated> newest = CommandKeySets.newest(connection);
            return newest.isEmpty()
                    ? Optional.empty()
                    : file.key(signer(newest.get().set()));
        }
    }

    /** The newest set as a host is told of it at enrolment; empty where there is none. */
    public Optional<Signed> newest() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return CommandKeySets.newest(connection).map(CommandKeySets.Stated::signed);
        }
    }

    /** The sets that follow the one with that serial, for an agent that was away. */
    public List<Signed> after(long serial) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return CommandKeySets.after(connection, serial).stream()
                    .map(CommandKeySets.Stated::signed)
                    .toList();
        }
    }

    /** @throws ProblemException COMMAND_KEY_UNAVAILABLE where there is none yet */
    public State state() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return state(CommandKeySets.newest(connection)
                    .orElseThrow(() -> unavailable("the server has no command key; its log says why")));
        }
    }

    private State state(CommandKeySets.Stated stated) {
        List<String> ids = stated.set().keyIds();
        return new State(
                stated.set().serial(),
                ids.getFirst(),
                ids.stream().skip(1).findFirst(),
                stated.madeAt(),
                stated.madeBy(),
                isUsable(ids.getFirst()));
    }

    private boolean isUsable(String keyId) {
        try {
            return file.key(keyId).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static ProblemException unavailable(String detail) {
        return new ProblemException(ErrorCode.COMMAND_KEY_UNAVAILABLE, detail);
    }

    /** Makes the key that follows and tells agents of it; without effect while one follows already. */
    public State beginRotation(String person, String reason) throws IOException {
        return change(person, reason, "command_key.announced", set -> {
            if (set.keys().size() > 1) {
                return Optional.empty();
            }
            SigningKey signer = privateHalf(signer(set));
            SigningKey next = file.keys().stream()
                    .filter(key -> !set.keyIds().contains(key.publicKey().id()))
                    .findFirst()
                    .orElseGet(SigningKey::generate);
            file.write(List.of(signer, next));
            return Optional.of(statement(set.serial() + 1, List.of(signer, next), signer));
        });
    }

    /** Lets the key that follows take over, and forgets the one before. */
    public State completeRotation(String person, String reason) throws IOException, SQLException {
        State state = change(person, reason, "command_key.retired", set -> {
            if (set.keys().size() < 2) {
                throw new ProblemException(ErrorCode.COMMAND_KEY_STATE_CONFLICT, "no command key waits to take over");
            }
            SigningKey next = privateHalf(set.keyIds().getLast());
            return Optional.of(statement(set.serial() + 1, List.of(next), next));
        });
        try (Connection connection = database.getConnection()) {
            forgetOld(CommandKeySets.newest(connection).orElseThrow().set());
        }
        return state;
    }

    private SigningKey privateHalf(String keyId) throws IOException {
        return file.key(keyId)
                .orElseThrow(() -> unavailable(file.path() + " of this server does not hold the key " + keyId));
    }

    @FunctionalInterface
    private interface Step {
        Optional<Signed> statement(CommandKeySet now) throws IOException;
    }

    private State change(String person, String reason, String action, Step step) throws IOException {
        State state = QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection()) {
                CommandKeySets.Stated now = CommandKeySets.newest(connection)
                        .orElseThrow(() -> unavailable("the server has no command key; its log says why"));
                Optional<Signed> next = step.statement(now.set());
                if (next.isEmpty()) {
                    return state(now);
                }
                long serial = now.set().serial() + 1;
                CommandKeySets.insert(connection, serial, next.get(), person);
                State made = state(CommandKeySets.newest(connection).orElseThrow());
                audit.append(AuditDraft.of(new Actor.Person(person), action)
                        .because(reason)
                        .with("key", made.keyId())
                        .with("next", made.nextKeyId())
                        .with("retired", retired(now.set(), made))
                        .with("serial", serial));
                return made;
            }
        });
        changed.fire(new CommandKeysChanged());
        return state;
    }

    private static Optional<String> retired(CommandKeySet before, State now) {
        return before.keyIds().stream()
                .filter(key -> Stream.concat(Stream.of(now.keyId()), now.nextKeyId().stream())
                        .noneMatch(key::equals))
                .findFirst();
    }
}
