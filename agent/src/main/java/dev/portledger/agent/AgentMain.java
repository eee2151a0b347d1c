package dev.portledger.agent;

import dev.portledger.agent.cli.AgentConfig;
import dev.portledger.agent.cli.Commands;
import dev.portledger.agent.cli.ConfigFiles;
import dev.portledger.agent.cli.ExitCode;
import dev.portledger.agent.cli.Looking;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

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
        if (Looking.isMeant(args)) {
            System.exit(Looking.run(args));
        }
        ConfigFiles files = ConfigFiles.ofThisProcess();
        files.problem().ifPresent(problem -> {
            System.err.println("portledger-agent: " + problem);
            System.exit(ExitCode.USAGE);
        });
        files.locations().ifPresent(found -> System.setProperty("smallrye.config.locations", found));
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
