package dev.portledger.agent.cli;

import dev.portledger.agent.local.LocalClient;
import dev.portledger.agent.local.LocalReply;
import dev.portledger.agent.local.LocalRequest;
import dev.portledger.agent.netlink.Namespace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The commands that only look, in a process that has started nothing else yet: a person waits for them. The running agent is asked;
 * where there is none, or it does not answer, the command looks for itself. Neither needs what reads the whole configuration.
 */
public final class Looking {

    /** The agent takes some ten milliseconds; what asks systemd or an engine may take seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Looking() {}

    /** Whether this is one of those commands. */
    public static boolean isMeant(String... args) {
        return args.length > 0 && Commands.LOOKING.contains(args[0]);
    }

    /** @return the exit code of the process */
    public static int run(String... args) {
        ConfigFiles files = ConfigFiles.ofThisProcess();
        Optional<String> problem = files.problem();
        if (problem.isPresent()) {
            return failed(problem.get());
        }
        Asker asker = Asker.ofThisProcess();
        try {
            Optional<LocalReply.Done> answer = ask(files, asker, args);
            if (answer.isPresent()) {
                print(System.out, answer.get().out());
                print(System.err, answer.get().err());
                return answer.get().status();
            }
        } catch (InvalidConfigException e) {
            return failed(String.valueOf(e.getMessage()));
        }
        return LookingAlone.run(files, asker, args);
    }

    /** The same without asking an agent. */
    public static int runAlone(String... args) {
        return LookingAlone.run(ConfigFiles.ofThisProcess(), Asker.ofThisProcess(), args);
    }

    private static int failed(String why) {
        System.err.println(Commands.name() + ": " + why);
        return ExitCode.USAGE;
    }

    private static Optional<LocalReply.Done> ask(ConfigFiles files, Asker asker, String... args)
            throws InvalidConfigException {
        try {
            Optional<Path> socket =
                    AnswerSocket.of(files.value("socket").orElse("auto")).toAsk();
            if (socket.isEmpty()) {
                return Optional.empty();
            }
            List<String> words = Arrays.asList(args);
            return LocalClient.ask(
                    socket.get(),
                    new LocalRequest(
                            words.getFirst(),
                            words.subList(1, words.size()),
                            Commands.name(),
                            Namespace.ownNetwork(),
                            Namespace.inode(Path.of("/proc/self/ns/pid")),
                            asker.uid(),
                            asker.privileged(),
                            Optional.ofNullable(System.getenv("TZ"))),
                    PATIENCE);
        } catch (IOException e) {
            return Optional.empty(); // a configuration that this user may not read tells of no agent to ask
        }
    }

    private static void print(PrintStream stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.write(bytes, 0, bytes.length);
        stream.flush();
    }
}
