package dev.portledger.agent.uplink;

import dev.portledger.agent.file.WholeFile;
import dev.portledger.domain.trust.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The Ed25519 key by which this host is known to the server, in a file. Made at the first run; the private part stays on the host.
 *
 * @param fresh whether it was made just now, so that no server can know it
 */
record AgentKey(SigningKey key, boolean fresh) {

    static final String FILE = "agent-key";

    /** The key that will take the place of the other, once the server says that it knows it. */
    static final String NEXT_FILE = "agent-key.next";

    /** Reads the key of a state folder, or makes it there, readable by its user alone. */
    static AgentKey of(Path stateFolder) throws IOException {
        return readOrMake(stateFolder.resolve(FILE));
    }

    /** The same for the key that will follow it. */
    static AgentKey nextOf(Path stateFolder) throws IOException {
        return readOrMake(stateFolder.resolve(NEXT_FILE));
    }

    /** The key that will follow, if one is asked for. */
    static Optional<AgentKey> nextThere(Path stateFolder) throws IOException {
        Path file = stateFolder.resolve(NEXT_FILE);
        return Files.exists(file) ? Optional.of(new AgentKey(read(file), false)) : Optional.empty();
    }

    private static AgentKey readOrMake(Path file) throws IOException {
        return Files.exists(file) ? new AgentKey(read(file), false) : make(file);
    }

    private static SigningKey read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        try {
            if (lines.size() != 2) {
                throw new IllegalArgumentException("two lines: PKCS#8 and X.509");
            }
            return SigningKey.of(lines.getFirst(), lines.getLast());
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + " is not a key of this agent; remove it to make a new one, and enrol again", e);
        }
    }

    private static AgentKey make(Path file) throws IOException {
        SigningKey key = SigningKey.generate();
        String text = key.privateText() + "\n" + key.publicKey().text() + "\n";
        Path unfinished = file.resolveSibling("agent-key." + UUID.randomUUID());
        FileAttribute<Set<PosixFilePermission>> onlyOwner = PosixFilePermissions.asFileAttribute(
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(unfinished, options, onlyOwner)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        try {
            // unlike a move, a link never replaces the key that `enrol` and a starting agent may make at the same time
            Files.createLink(file, unfinished);
        } catch (FileAlreadyExistsException e) {
            return new AgentKey(read(file), false);
        } finally {
            Files.delete(unfinished);
        }
        WholeFile.force(file.resolveSibling("."));
        return new AgentKey(key, true);
    }

    /** X.509 encoding, base64. */
    String publicKey() {
        return key.publicKey().text();
    }
}
