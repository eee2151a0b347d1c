package dev.portledger.agent;

import dev.portledger.agent.cli.AgentConfig;
import dev.portledger.agent.cli.Commands;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where the agent and its command line start. */
@QuarkusMain
public final class AgentMain implements QuarkusApplication {

    private static final String CONFIG_FILE = "PORTLEDGER_AGENT_CONFIG";
    private static final Path DEFAULT_CONFIG_FILE = Path.of("/etc/portledger/agent.properties");
    private static final String LOCATIONS = "smallrye.config.locations";

    private final String version;
    private final AgentConfig config;

    AgentMain(@ConfigProperty(name = "quarkus.application.version") String version, AgentConfig config) {
        this.version = version;
        this.config = config;
    }

    public static void main(String... args) {
        String named = System.getenv(CONFIG_FILE);
        if (named != null) {
            System.setProperty(LOCATIONS, Path.of(named).toUri().toString());
        } else if (Files.isReadable(DEFAULT_CONFIG_FILE)) {
            System.setProperty(LOCATIONS, DEFAULT_CONFIG_FILE.toUri().toString());
        }
        Quarkus.run(AgentMain.class, args);
    }

    @Override
    public int run(String... args) {
        return Commands.execute(version, config, args);
    }
}
