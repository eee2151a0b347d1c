package dev.portledger.agent;

import dev.portledger.agent.cli.AgentConfig;
import dev.portledger.agent.cli.Commands;
import dev.portledger.agent.cli.ConfigFiles;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where the agent and its command line start. */
@QuarkusMain
public final class AgentMain implements QuarkusApplication {

    private final String version;
    private final AgentConfig config;

    AgentMain(@ConfigProperty(name = "quarkus.application.version") String version, AgentConfig config) {
        this.version = version;
        this.config = config;
    }

    public static void main(String... args) {
        ConfigFiles.ofThisProcess()
                .locations()
                .ifPresent(files -> System.setProperty("smallrye.config.locations", files));
        Quarkus.run(AgentMain.class, args);
    }

    @Override
    public int run(String... args) {
        return Commands.execute(version, config, args);
    }
}
