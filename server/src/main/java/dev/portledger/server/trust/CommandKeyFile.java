package dev.portledger.server.trust;

import dev.portledger.domain.trust.SigningKey;
import dev.portledger.server.file.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file with the server's private command keys, mode 0600: a key a line, PKCS#8 and X.509 in base64. Which of them is in use is not
 * its business. All servers of one database have the same file.
 */
final class CommandKeyFile {

    private final Path file;
    private List<SigningKey> keys = List.of();
    private Optional<FileTime> read = Optional.empty();

    CommandKeyFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    Path path() {
        return file;
    }

    /** The keys, read again when somebody has changed the file; none where there is no file. */
    synchronized List<SigningKey> keys() throws IOException {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (!read.equals(Optional.of(changed))) {
                keys = parse(Files.readAllLines(file));
                read = Optional.of(changed);
            }
            return keys;
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private List<SigningKey> parse(List<String> lines) throws IOException {
        List<SigningKey> found = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.strip().split(" ", -1);
            try {
                if (words.length != 2) {
                    throw new IllegalArgumentException("two words a line");
                }
                found.add(SigningKey.of(words[0], words[1]));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " does not hold command keys", e);
            }
        }
        return List.copyOf(found);
    }

    Optional<SigningKey> key(String keyId) throws IOException {
        return keys().stream().filter(key -> key.publicKey().id().equals(keyId)).findFirst();
    }

    /** Replaces the file as a whole; a crash leaves the old one or the new one. */
    synchronized void write(List<SigningKey> all) throws IOException {
        StringBuilder text = new StringBuilder();
        all.forEach(key -> text.append(key.privateText())
                .append(' ')
                .append(key.publicKey().text())
                .append('\n'));
        PrivateFile.replace(file, text.toString());
        read = Optional.empty();
    }
}
