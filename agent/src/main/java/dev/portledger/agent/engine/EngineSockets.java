package dev.portledger.agent.engine;

import java.nio.file.Path;
import java.util.List;

/** Which sockets are asked; looked for anew at each question, since engines come and go. */
@FunctionalInterface
public interface EngineSockets {

    /** Those that exist now. */
    List<EngineSocket> now();

    /** Where engines and rootless engines put theirs, {@code /run/docker.sock} and so on. */
    static EngineSockets ofThisHost() {
        return EngineSocket::ofThisHost;
    }

    /** These only; none for an empty list, so that no engine is ever asked. */
    static EngineSockets at(List<Path> paths) {
        List<Path> copy = List.copyOf(paths);
        return () -> EngineSocket.existing(copy);
    }
}
