package dev.portledger.agent.cli;

import dev.portledger.agent.engine.EngineSockets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command that looks for itself. Apart from {@link Looking}, so that whoever is answered loads none of it. */
final class LookingAlone {

    private LookingAlone() {}

    static int run(ConfigFiles files, Asker asker, String... args) {
        // of the log managers on the class path that one complains if it comes later; as Quarkus does
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        return Commands.look(
                Commands.name(),
                new HostLook(() -> engines(files), HostLook.NOBODY_WATCHED),
                asker,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                args);
    }

    private static EngineSockets engines(ConfigFiles files) throws InvalidConfigException {
        try {
            return AgentSettings.engineSockets(
                    List.of(files.value("engine-sockets").orElse("auto").split(",", -1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
