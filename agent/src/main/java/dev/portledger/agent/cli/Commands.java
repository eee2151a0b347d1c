package dev.portledger.agent.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
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

    /** Those that only look: the running agent answers them, and without one they look by themselves. */
    static final Set<String> LOOKING = Set.of("why", "check", "listeners", "time-wait");

    private final CommandLine line;

    private Commands(String name, PrintWriter out, PrintWriter err) {
        line = new CommandLine(this).setCommandName(name);
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(name + ": " + FailureText.of(failure));
            return failure instanceof InvalidConfigException
                    ? ExitCode.USAGE
                    : command.getCommandSpec().exitCodeOnExecutionException();
        });
    }

    /** What the command line is called here; a package installs it as {@code portledger}. */
    static String name() {
        return System.getProperty("portledger.command", "portledger-agent");
    }

    private Commands looking(HostLook host, Asker asker, PrintWriter out) {
        line.addSubcommand(new ListenersCommand(host, asker.zone(), out))
                .addSubcommand(new WhyCommand(host, out))
                .addSubcommand(new CheckCommand(host, asker, out))
                .addSubcommand(new TimeWaitCommand(host, out));
        return this;
    }

    /**
     * Carries out one of {@link #LOOKING}.
     *
     * @param name what the command line is called where it was typed
     * @return its exit code
     */
    static int look(String name, HostLook host, Asker asker, PrintWriter out, PrintWriter err, String... args) {
        return new Commands(name, out, err).looking(host, asker, out).line.execute(args);
    }

    /** @return the exit code of the process */
    public static int execute(String version, AgentConfig config, String... args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        HostLook host =
                new HostLook(() -> AgentSettings.engineSockets(config.engineSockets()), HostLook.NOBODY_WATCHED);
        Commands commands = new Commands(name(), out, err);
        commands.line
                .addSubcommand(new RunCommand(version, config))
                .addSubcommand(new EnrolCommand(config, out))
                .addSubcommand(new RotateKeyCommand(config, out));
        commands.looking(host, Asker.ofThisProcess(), out)
                .line
                .addSubcommand(new WatchCommand(config, host, out))
                .addSubcommand(new DoctorCommand(version, config, out))
                .addSubcommand(AuditCommand.line(config, out))
                .addSubcommand(new VersionCommand(version, out))
                .addSubcommand(new CommandLine.HelpCommand());
        return commands.line.execute(args);
    }

    @Override
    public Integer call() {
        line.usage(line.getOut());
        return ExitCode.USAGE;
    }
}
