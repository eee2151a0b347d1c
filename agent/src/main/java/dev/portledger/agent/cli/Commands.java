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
            "3:listeners --port: nobody holds it; why: nothing is in the way",
            "4:enrol: the server refuses the token"
        })
public final class Commands implements Callable<Integer> {

    /** What the command line is called here; a package installs it as {@code portledger}. */
    private static final String NAME = System.getProperty("portledger.command", "portledger-agent");

    private final CommandLine line;

    private Commands() {
        line = new CommandLine(this).setCommandName(NAME);
    }

    /** @return the exit code of the process */
    public static int execute(String version, AgentConfig config, String... args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        Commands commands = new Commands();
        commands.line
                .addSubcommand(new RunCommand(version, config))
                .addSubcommand(new EnrolCommand(config, out))
                .addSubcommand(new ListenersCommand(config, out))
                .addSubcommand(new WhyCommand(config, out))
                .addSubcommand(new CheckCommand(config, out))
                .addSubcommand(new TimeWaitCommand(out))
                .addSubcommand(new WatchCommand(config, out))
                .addSubcommand(new DoctorCommand(version, config, out))
                .addSubcommand(new VersionCommand(version, out))
                .addSubcommand(new CommandLine.HelpCommand());
        commands.line.setOut(out);
        commands.line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        commands.line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(NAME + ": " + FailureText.of(failure));
            return failure instanceof InvalidConfigException
                    ? ExitCode.USAGE
                    : command.getCommandSpec().exitCodeOnExecutionException();
        });
        return commands.line.execute(args);
    }

    @Override
    public Integer call() {
        line.usage(line.getOut());
        return ExitCode.USAGE;
    }
}
