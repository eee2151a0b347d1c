package dev.portledger.local.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Keeps what a child says: the last lines at hand, all of it in a file that is bounded (the one before is kept as {@code .1}). A full
 * disk costs lines in the file, never the child: its pipe is always read.
 */
final class ChildLog {

    private static final long MOST_BYTES = 10_000_000;
    private static final int LAST_LINES = 12;

    private final Path file;
    private final Deque<String> last = new ArrayDeque<>();

    ChildLog(Path file) {
        this.file = file;
    }

    /** Reads until the child closes its end, that is until it and all that inherited the pipe are gone. */
    void follow(InputStream output) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                remember(line);
                keep(line);
            }
        } catch (IOException e) {
            // the pipe is gone, and with it what was still in it
        }
    }

    List<String> lastLines() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }

    private void remember(String line) {
        synchronized (last) {
            last.addLast(line);
            if (last.size() > LAST_LINES) {
                last.removeFirst();
            }
        }
    }

    private void keep(String line) {
        try {
            if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            try (Writer writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                writer.write(line + "\n");
            }
        } catch (IOException e) {
            // a full disk; the line is still among the last ones
        }
    }
}
