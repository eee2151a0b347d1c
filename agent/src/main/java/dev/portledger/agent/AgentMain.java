package dev.portledger.agent;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where the agent and its command line start. */
@QuarkusMain
public final class AgentMain implements QuarkusApplication {

    private final String version;

    AgentMain(@ConfigProperty(name = "quarkus.application.version") String version) {
        this.version = version;
    }

    public static void main(String... args) {
        Quarkus.run(AgentMain.class, args);
    }

    @Override
    public int run(String... args) {
        System.out.println("portledger-agent " + version);
        return 0;
    }
}
