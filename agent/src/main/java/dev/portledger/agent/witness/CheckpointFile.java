package dev.portledger.agent.witness;

import dev.portledger.agent.file.WholeFile;
import dev.portledger.domain.audit.ExportJson;
import dev.portledger.domain.audit.ExportLine;
import dev.portledger.domain.audit.KeptCheckpoints;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.SignedCheckpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The file in the state folder with what this host keeps of one server's log: lines of {@link ExportLine}, a witness first, then
 * checkpoints and refusals. It only grows, and is written anew, as a whole, when it has become long. Another server has another file.
 */
final class CheckpointFile {

    /** Checkpoints that are kept; the last one alone shows any change of an entry before it, the others tell where it begins. */
    static final int MOST = 1_000;

    private static final int REWRITE_AT = 3 * MOST;
    private static final String PREFIX = "checkpoints-";
    private static final String SUFFIX = ".jsonl";

    private final Path file;
    private long lines;
    private Optional<ExportLine.Witness> lastWitness = Optional.empty();

    private CheckpointFile(Path file) {
        this.file = file;
    }

    /** What the file holds. */
    record Content(CheckpointFile file, KeptCheckpoints kept, Optional<ExportLine.Refused> refused) {}

    /**
     * Reads what is kept for a server.
     *
     * @throws IOException if the file cannot be read, or somebody has changed it into something else
     */
    static Content open(Path stateFolder, URI server) throws IOException {
        CheckpointFile file = new CheckpointFile(stateFolder.resolve(PREFIX + shortName(server) + SUFFIX));
        return file.read();
    }

    /** What is kept of any server, as it is in the files. */
    static List<String> all(Path stateFolder) throws IOException {
        try (Stream<Path> files = Files.list(stateFolder)) {
            List<Path> kept = files.filter(
                            file -> String.valueOf(file.getFileName()).startsWith(PREFIX)
                                    && file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
            List<String> lines = new ArrayList<>();
            for (Path file : kept) {
                lines.addAll(complete(Files.readString(file)));
            }
            return lines;
        }
    }

    private static String shortName(URI server) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(server.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Without a line whose end was lost with the power. */
    private static List<String> complete(String text) {
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private Content read() throws IOException {
        Optional<NoteKey> key = Optional.empty();
        List<SignedCheckpoint> kept = new ArrayList<>();
        Optional<ExportLine.Refused> refused = Optional.empty();
        try {
            for (String line : complete(Files.readString(file))) {
                lines++;
                switch (ExportJson.read(line)) {
                    case ExportLine.Witness witness -> {
                        key = Optional.of(NoteKey.parse(witness.logKey()));
                        lastWitness = Optional.of(witness);
                    }
                    case ExportLine.Signed signed -> {
                        kept.add(SignedCheckpoint.parse(signed.note()));
                        refused = Optional.empty();
                    }
                    case ExportLine.Refused no -> refused = Optional.of(no);
                    default -> throw new IllegalArgumentException("not what a host keeps");
                }
            }
        } catch (NoSuchFileException e) {
            return new Content(this, KeptCheckpoints.NONE, Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ", line " + lines + ": " + e.getMessage(), e);
        }
        List<SignedCheckpoint> last = kept.subList(Math.max(0, kept.size() - MOST), kept.size());
        return new Content(this, new KeptCheckpoints(key, last), refused);
    }

    /** Adds lines, and returns when they are on the disk. */
    void append(ExportLine... more) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // over the rest of a line whose end was lost
            channel.position(endOfLastLine(channel));
            ByteBuffer bytes = ByteBuffer.wrap(text(List.of(more)).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.truncate(channel.position());
            channel.force(true);
        }
        lines += more.length;
        for (ExportLine line : more) {
            note(line);
        }
    }

    private void note(ExportLine line) {
        if (line instanceof ExportLine.Witness witness) {
            lastWitness = Optional.of(witness);
        }
    }

    /** Whose checkpoints the next ones will be taken for. */
    Optional<ExportLine.Witness> lastWitness() {
        return lastWitness;
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (long at = channel.size(); at > 0; at--) {
            one.clear();
            channel.read(one, at - 1);
            if (one.get(0) == '\n') {
                return at;
            }
        }
        return 0;
    }

    private static String text(List<ExportLine> lines) {
        return lines.stream().map(line -> ExportJson.write(line) + "\n").collect(Collectors.joining());
    }

    boolean isLong() {
        return lines > REWRITE_AT;
    }

    /** Replaces everything by the witness and what it keeps. */
    void rewrite(ExportLine.Witness witness, KeptCheckpoints kept) throws IOException {
        List<ExportLine> all = new ArrayList<>();
        all.add(witness);
        kept.kept().forEach(each -> all.add(new ExportLine.Signed(each.note())));
        WholeFile.replace(file, text(all).getBytes(StandardCharsets.UTF_8), true);
        lines = all.size();
        note(witness);
    }

    Path path() {
        return file;
    }
}
