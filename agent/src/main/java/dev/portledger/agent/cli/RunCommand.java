package dev.portledger.agent.cli;

import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "run", description = "Watches and reports until it is told to end (SIGTERM, SIGINT).")
final class RunCommand implements Callable<Integer> {

    private final String version;
    private final AgentConfig config;

    RunCommand(String version, AgentConfig config) {
        this.version = version;
        this.config = config;
    }

    @Override
    public Integer call() throws Exception {
        RunningAgent agent = RunningAgent.start(version, AgentSettings.of(config));
        try {
            Quarkus.waitForExit();
        } finally {
            agent.close();
        }
        return ExitCode.OK;
    }
}
