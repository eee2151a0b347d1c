package dev.portledger.agent.uplink;

import dev.portledger.agent.file.WholeFile;
import dev.portledger.domain.frame.Position;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the stream stands, in a small file that is replaced as a whole.
 *
 * @param epoch the last epoch that was begun
 * @param acknowledged the last position known to be committed by the server
 * @param digest digest of the table at that position
 */
record StreamState(long epoch, Optional<Position> acknowledged, long digest) {

    static final StreamState NOTHING = new StreamState(0, Optional.empty(), 0);

    /** What the file says; nothing if it is missing or damaged, which costs a snapshot and nothing more. */
    static StreamState read(Path file) throws IOException {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(Files.readString(file)));
            long acknowledgedEpoch = Long.parseLong(lines.getProperty("acknowledged.epoch", "0"));
            long acknowledgedSequence = Long.parseLong(lines.getProperty("acknowledged.sequence", "0"));
            return new StreamState(
                    Long.parseLong(lines.getProperty("epoch", "0")),
                    acknowledgedEpoch == 0
                            ? Optional.empty()
                            : Optional.of(new Position(acknowledgedEpoch, acknowledgedSequence)),
                    Long.parseLong(lines.getProperty("digest", "0")));
        } catch (NoSuchFileException | IllegalArgumentException e) {
            return NOTHING;
        }
    }

    /** @param synced whether it has to survive a loss of power: an epoch must not be given out twice */
    void write(Path file, boolean synced) throws IOException {
        String text = "epoch=" + epoch + "\n"
                + acknowledged
                        .map(position -> "acknowledged.epoch=" + position.epoch() + "\nacknowledged.sequence="
                                + position.sequence() + "\n")
                        .orElse("")
                + "digest=" + digest + "\n";
        WholeFile.replace(file, text.getBytes(StandardCharsets.UTF_8), synced);
    }
}
