package dev.portledger.agent.cli;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the configuration is.
 *
 * @param main written by people; {@code PORTLEDGER_AGENT_CONFIG} names another one
 * @param enrolment written by {@code enrol}, so that a package can replace the other without asking; its keys give way to the
 *     same keys of the other
 */
public record ConfigFiles(Path main, Path enrolment) {

    private static final String NAMED_BY = "PORTLEDGER_AGENT_CONFIG";
    private static final Path DEFAULT = Path.of("/etc/portledger/agent.properties");

    static ConfigFiles of(Path main) {
        Path file = main.toAbsolutePath();
        return new ConfigFiles(file, file.resolveSibling("enrolment.properties"));
    }

    public static ConfigFiles ofThisProcess() {
        return of(Optional.ofNullable(System.getenv(NAMED_BY)).map(Path::of).orElse(DEFAULT));
    }

    /** Why a file that was named cannot be used; there need not be one by default. */
    public Optional<String> problem() {
        boolean named = !main.equals(DEFAULT);
        return named && (!Files.isReadable(main) || Files.isDirectory(main))
                ? Optional.of(NAMED_BY + " has to name a file that can be read, and is " + main)
                : Optional.empty();
    }

    /** Those that can be read, as {@code smallrye.config.locations} wants them. */
    public Optional<String> locations() {
        return Stream.of(main, enrolment)
                .filter(Files::isReadable)
                .map(file -> file.toUri().toString())
                .reduce((one, other) -> one + "," + other);
    }

    /** @throws IOException when there is a file that cannot be read */
    Optional<String> mainValue(String key) throws IOException {
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(main)));
            return Optional.ofNullable(properties.getProperty(key)).map(String::strip);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IOException(main + " cannot be understood: " + e.getMessage(), e);
        }
    }

    /**
     * A value of {@code portledger.agent.KEY} as the agent's configuration has it: from the environment, else from the file; empty
     * where neither has it. For commands that start without all that reads the configuration as a whole.
     *
     * @throws IOException when there is a file that cannot be read
     */
    Optional<String> value(String key) throws IOException {
        String variable = "PORTLEDGER_AGENT_" + key.replace('-', '_').toUpperCase(Locale.ROOT);
        @Nullable String set = System.getenv(variable);
        return set == null ? mainValue("portledger.agent." + key) : Optional.of(set);
    }

    /** A line of a properties file. */
    static String line(String key, String value) {
        return key + "=" + value.replace("\\", "\\\\") + "\n";
    }
}
