package dev.portledger.agent.cli;

import dev.portledger.domain.frame.FrameLimits;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Prints the version of the agent and of the protocol it speaks.")
final class VersionCommand implements Callable<Integer> {

    private final String version;

    private final PrintWriter out;

    VersionCommand(String version, PrintWriter out) {
        this.out = out;
        this.version = version;
    }

    @Override
    public Integer call() {
        out.println("portledger-agent " + version + ", protocol " + FrameLimits.MIN_PROTOCOL + " to "
                + FrameLimits.MAX_PROTOCOL + ", Java " + Runtime.version());
        return ExitCode.OK;
    }
}
