package dev.portledger.server.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The key that encrypts session cookies, where no other configuration gives one. With {@code PORTLEDGER_SESSION_KEY_FILE} it comes from
 * that file (created where it doesn't exist), and sessions survive a restart of the server; else it is made up for this run.
 *
 * <p>Without it Quarkus would make up a key and write it to the log.
 */
public final class SessionKeySource implements ConfigSource {

    static final String KEY = "quarkus.http.auth.session.encryption-key";
    static final String FILE_VARIABLE = "PORTLEDGER_SESSION_KEY_FILE";
    static final String FILE_PROPERTY = "portledger.session-key-file";

    private @Nullable String key;

    @Override
    public synchronized @Nullable String getValue(String name) {
        if (!name.equals(KEY)) {
            return null;
        }
        if (key == null) {
            key = make();
        }
        return key;
    }

    private static String make() {
        String file = System.getProperty(FILE_PROPERTY, System.getenv(FILE_VARIABLE));
        if (file == null || file.isBlank()) {
            return SecretFile.generated();
        }
        try {
            return SecretFile.readOrCreate(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the session key in " + file + " cannot be used", e);
        }
    }

    /** None: a build must not find the key and write it into the jar. */
    @Override
    public Set<String> getPropertyNames() {
        return Set.of();
    }

    @Override
    public Map<String, String> getProperties() {
        return Map.of();
    }

    @Override
    public String getName() {
        return "session key";
    }

    /** Below every other source. */
    @Override
    public int getOrdinal() {
        return 50;
    }
}
