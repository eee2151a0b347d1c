package dev.portledger.server.ui;

import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/** The files of the console in the jar. They are less than a megabyte in all, and kept in memory once asked for. */
@ApplicationScoped
class ConsoleFiles {

    private static final String ROOT = "META-INF/resources";

    // no empty part, and none that begins with a dot: nothing hidden and nothing above
    private static final Pattern PLAIN_PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");

    private final ConcurrentMap<String, Stored> kept = new ConcurrentHashMap<>();

    /** A file as it goes to the browser. */
    record Stored(Buffer content, ContentCoding coding, String entityTag) {}

    /** The file in the best of the forms that it has; empty if there is none of that name. Blocks the first time. */
    Optional<Stored> find(String path, List<ContentCoding> accepted) {
        if (!PLAIN_PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        return accepted.stream()
                .map(coding -> find(path, coding))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Stored> find(String path, ContentCoding coding) {
        String name = ROOT + path + coding.suffix();
        Stored known = kept.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Stored> read = read(name, coding);
        read.ifPresent(file -> kept.put(name, file));
        return read;
    }

    private static Optional<Stored> read(String name, ContentCoding coding) {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] content = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return Optional.of(new Stored(
                    Buffer.buffer(content), coding, '"' + HexFormat.of().formatHex(hash, 0, 12) + '"'));
        } catch (IOException e) {
            throw new UncheckedIOException("a file of the console cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
