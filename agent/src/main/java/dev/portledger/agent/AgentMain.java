package dev.portledger.agent;

import dev.portledger.agent.cli.AgentConfig;
import dev.portledger.agent.cli.Commands;
import dev.portledger.agent.cli.ExitCode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

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
            if (!Files.isReadable(Path.of(named)) || Files.isDirectory(Path.of(named))) {
                System.err.println(
                        "portledger-agent: " + CONFIG_FILE + " has to name a file that can be read, and is " + named);
                System.exit(ExitCode.USAGE);
            }
            System.setProperty(LOCATIONS, Path.of(named).toUri().toString());
        } else if (Files.isReadable(DEFAULT_CONFIG_FILE)) {
            System.setProperty(LOCATIONS, DEFAULT_CONFIG_FILE.toUri().toString());
        }
        Quarkus.run(AgentMain.class, AgentMain::exit, args);
    }

    /** Ends the process. With a handler of its own for that, Quarkus says nothing of a start that failed. */
    private static void exit(int code, @Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null
                && !(cause instanceof ConfigurationException || cause instanceof ConfigValidationException)) {
            cause = cause.getCause();
        }
        if (cause != null) {
            System.err.println("portledger-agent: " + cause.getMessage());
            System.exit(ExitCode.USAGE);
        }
        if (failure != null) {
            failure.printStackTrace(System.err);
        }
        System.exit(code);
    }

    @Override
    public int run(String... args) {
        return Commands.execute(version, config, args);
    }
}
