package dev.portledger.agent.cli;

import dev.portledger.agent.uplink.KeyRotation;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "rotate-key",
        description = {
            "Replaces the key by which the server knows this host.",
            "The running agent does it; where none is connected, it does so at its next connection."
        })
final class RotateKeyCommand implements Callable<Integer> {

    /** The agent looks at each heartbeat, and asks the server then. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AgentConfig config;
    private final PrintWriter out;

    RotateKeyCommand(AgentConfig config, PrintWriter out) {
        this.config = config;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        KeyRotation rotation = KeyRotation.ask(config.stateDir().toAbsolutePath());
        out.println(
                rotation.await(PATIENCE)
                        ? "this host is known by the key " + rotation.keyId() + " now"
                        : "the key " + rotation.keyId()
                                + " is made; the agent takes it as soon as the server knows it");
        return ExitCode.OK;
    }
}
