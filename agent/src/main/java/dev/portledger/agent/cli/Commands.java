package dev.portledger.agent.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The agent's command line. Without a subcommand it prints its help. */
@Command(
        name = "portledger-agent",
        description = "Watches who holds the ports of this host, and tells a Portledger server.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; listeners --port: somebody holds it",
            "1:it could not be done, standard error says why",
            "2:wrong arguments or configuration",
            "3:listeners --port: nobody listens there"
        })
public final class Commands implements Callable<Integer> {

    private final CommandLine line;

    private Commands() {
        line = new CommandLine(this);
    }

    /** @return the exit code of the process */
    public static int execute(String version, AgentConfig config, String... args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        Commands commands = new Commands();
        commands.line
                .addSubcommand(new RunCommand(version, config))
                .addSubcommand(new ListenersCommand(config, out))
                .addSubcommand(new DoctorCommand(version, config, out))
                .addSubcommand(new VersionCommand(version, out))
                .addSubcommand(new CommandLine.HelpCommand());
        commands.line.setOut(out);
        commands.line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        commands.line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("portledger-agent: " + failure.getMessage());
            return failure instanceof InvalidConfigException ? ExitCode.USAGE : ExitCode.FAILED;
        });
        return commands.line.execute(args);
    }

    @Override
    public Integer call() {
        line.usage(line.getOut());
        return ExitCode.USAGE;
    }
}
