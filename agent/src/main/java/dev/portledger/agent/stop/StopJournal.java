package dev.portledger.agent.stop;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.portledger.domain.frame.FrameJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What has become of each stop: a file for each, a line for each event, forced to the disk before anything goes on. The file's existence
 * is what makes a stop happen at most once.
 */
final class StopJournal {

    private static final Logger LOG = Logger.getLogger(StopJournal.class);
    private static final String SUFFIX = ".journal";

    /** Far beyond any deadline: a command that comes again after that time has expired. */
    private static final Duration KEPT = Duration.ofDays(30);

    private final Path folder;

    private StopJournal(Path folder) {
        this.folder = folder;
    }

    static StopJournal open(Path folder, Instant now) throws IOException {
        Files.createDirectories(folder);
        StopJournal journal = new StopJournal(folder);
        journal.forgetBefore(now.minus(KEPT));
        return journal;
    }

    private void forgetBefore(Instant then) throws IOException {
        for (UUID stopId : stops()) {
            if (Files.getLastModifiedTime(file(stopId)).toInstant().isBefore(then)) {
                Files.delete(file(stopId));
            }
        }
    }

    /** All stops there are entries of. */
    List<UUID> stops() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> UUID.fromString(name.substring(0, name.length() - SUFFIX.length())))
                    .toList();
        }
    }

    /**
     * Opens the entry of a new stop.
     *
     * @return false when there is one already
     * @throws IOException when it cannot be written: then nothing may be done
     */
    boolean accept(JournalEvent.Accepted accepted) throws IOException {
        Path file = file(accepted.stop().stopId());
        try {
            write(file, accepted, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
        return true;
    }

    void add(UUID stopId, JournalEvent event) throws IOException {
        write(file(stopId), event, StandardOpenOption.APPEND);
    }

    private static void write(Path file, JournalEvent event, OpenOption... options) throws IOException {
        ByteBuffer line =
                ByteBuffer.wrap((FrameJson.mapper().writeValueAsString(event) + "\n").getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(file, options)) {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        }
    }

    /** The events of a stop in order; a last line that was torn by a crash is left out. */
    List<JournalEvent> read(UUID stopId) throws IOException {
        List<JournalEvent> events = new ArrayList<>();
        for (String line : Files.readAllLines(file(stopId))) {
            try {
                events.add(FrameJson.mapper().readValue(line, JournalEvent.class));
            } catch (JsonProcessingException e) {
                LOG.warnf("the journal of stop %s has a line that cannot be read", stopId);
                return events;
            }
        }
        return events;
    }

    /** The event of that kind, if the stop has one. */
    static <T extends JournalEvent> Optional<T> find(List<JournalEvent> events, Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** Forgets a stop whose acceptance was not written whole: nothing was done for it. */
    void forget(UUID stopId) throws IOException {
        Files.delete(file(stopId));
    }

    private Path file(UUID stopId) {
        return folder.resolve(stopId + SUFFIX);
    }
}
