package dev.portledger.agent.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The API socket of an engine. What is said there is believed of processes of root if root owns the socket, and of a user's own
 * processes if that user does: a user's engine must not name, let alone stop, what is not the user's.
 *
 * @param owner uid of the socket's owner
 */
public record EngineSocket(Path path, long owner) {

    private static final long ROOT = 0;
    private static final int SOCKET = 0140000;
    private static final int TYPE = 0170000;
    private static final int USERS = 64;
    private static final List<String> OF_USERS = List.of("docker.sock", "podman/podman.sock");

    /** The sockets of this host's engines as they are now: of root's, and of rootless ones of at most 64 users. */
    static List<EngineSocket> ofThisHost() {
        List<Path> paths = new ArrayList<>(List.of(Path.of("/run/docker.sock"), Path.of("/run/podman/podman.sock")));
        int users = 0;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/run/user"))) {
            for (Path folder : folders) {
                if (users++ < USERS) {
                    OF_USERS.forEach(name -> paths.add(folder.resolve(name)));
                }
            }
        } catch (IOException e) {
            // no user has a session, or this one may not see them
        }
        return existing(paths);
    }

    /** Those that exist, each once: podman-docker makes one a link to the other. */
    static List<EngineSocket> existing(List<Path> paths) {
        Map<Path, EngineSocket> found = new LinkedHashMap<>();
        for (Path path : paths) {
            at(path).ifPresent(socket -> found.putIfAbsent(socket.path(), socket));
        }
        return List.copyOf(found.values());
    }

    private static Optional<EngineSocket> at(Path path) {
        try {
            Path real = path.toRealPath();
            Map<String, Object> attributes = Files.readAttributes(real, "unix:mode,uid");
            boolean socket = attributes.get("mode") instanceof Integer mode && (mode & TYPE) == SOCKET;
            return socket && attributes.get("uid") instanceof Integer uid
                    ? Optional.of(new EngineSocket(real, Integer.toUnsignedLong(uid)))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    boolean speaksForRoot() {
        return owner == ROOT;
    }
}
