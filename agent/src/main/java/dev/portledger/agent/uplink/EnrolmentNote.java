package dev.portledger.agent.uplink;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Properties;
import org.jboss.logging.Logger;

/**
 * Which server last knew this host, for {@code doctor}: a file in the state folder. Whether it still does, only the server can
 * tell, so that nothing else relies on this.
 *
 * @param since when the server was first seen to know it, by the host's clock
 */
public record EnrolmentNote(URI server, Instant since) {

    private static final Logger LOG = Logger.getLogger(EnrolmentNote.class);
    private static final String FILE = "enrolled";

    /**
     * Empty when no server knows this host, as far as is known.
     *
     * @throws IOException when the folder cannot be read
     */
    public static Optional<EnrolmentNote> read(Path stateFolder) throws IOException {
        try {
            Properties lines = new Properties();
            lines.load(new StringReader(Files.readString(stateFolder.resolve(FILE))));
            return Optional.of(new EnrolmentNote(
                    URI.create(lines.getProperty("server", "")), Instant.parse(lines.getProperty("since", ""))));
        } catch (NoSuchFileException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Notes it, unless it is noted already. */
    static void write(Path stateFolder, URI server, Instant at) {
        try {
            if (read(stateFolder).filter(note -> note.server().equals(server)).isEmpty()) {
                Files.writeString(
                        stateFolder.resolve(FILE),
                        "server=" + server + "\nsince=" + at.truncatedTo(ChronoUnit.SECONDS) + "\n");
            }
        } catch (IOException e) {
            LOG.debug("that this host is enrolled could not be noted", e);
        }
    }

    static void remove(Path stateFolder) {
        try {
            Files.deleteIfExists(stateFolder.resolve(FILE));
        } catch (IOException e) {
            LOG.debug("that this host is not enrolled any more could not be noted", e);
        }
    }
}
