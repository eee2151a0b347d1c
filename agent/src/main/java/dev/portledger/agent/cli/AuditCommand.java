package dev.portledger.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.portledger.agent.witness.LogWitness;
import dev.portledger.domain.audit.ExportCheck;
import dev.portledger.domain.audit.HostEvidence;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.TextLines;
import dev.portledger.domain.audit.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks the server's audit log from outside. */
@Command(
        name = "audit",
        description = "Checks an export of the server's audit log, and shows what this host has kept of it.")
final class AuditCommand implements Callable<Integer> {

    /** The status for wrong arguments, as 2 is "cannot tell" here; EX_USAGE of sysexits.h. */
    private static final int USAGE = ExitCode.CHECK_USAGE;

    @Spec
    private @Nullable CommandSpec spec;

    static CommandLine line(AgentConfig config, PrintWriter out) {
        CommandLine line = new CommandLine(new AuditCommand());
        line.addSubcommand(new Verify(out)).addSubcommand(new Kept(config, out));
        return line;
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        line.usage(line.getOut());
        return USAGE;
    }

    @Command(
            name = "verify",
            description = {
                "Verifies an export in JSON lines, offline, with nothing but public keys: each entry, their order, the tree, and who signed",
                "it. Names the first bad entry."
            },
            exitCodeOnInvalidInput = USAGE,
            exitCodeOnExecutionException = 2,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:everything in the export is as it was signed",
                "1:something was changed, left out, put in or put into another order",
                "2:it cannot be told; what is said about it is why",
                "64:wrong arguments"
            })
    static final class Verify implements Callable<Integer> {

        @Parameters(
                paramLabel = "FILE",
                description = "the export: /api/audit.jsonl, or the Audit page's export as JSON lines")
        private @Nullable Path file;

        @Option(
                names = "--key",
                paramLabel = "KEY",
                description = "the log's public key, name+id+base64, from elsewhere than the export; or a file with it")
        private @Nullable String key;

        @Option(
                names = "--checkpoints",
                paramLabel = "FILE",
                description =
                        "what hosts have kept: output of `audit checkpoints` on each of them; several are allowed")
        private List<Path> checkpoints = List.of();

        @Option(names = "--json", description = "the verdict as a JSON object")
        private boolean json;

        @Spec
        private @Nullable CommandSpec spec;

        private final PrintWriter out;

        Verify(PrintWriter out) {
            this.out = out;
        }

        @Override
        public Integer call() throws IOException {
            Verdict verdict;
            try (TextLines lines = lines(Objects.requireNonNull(file))) {
                verdict = ExportCheck.verify(lines, key(), evidence());
            } catch (UncheckedIOException e) {
                throw new IOException(file + " cannot be read: " + reason(e), e);
            }
            if (json) {
                out.println(jsonOf(verdict));
            } else {
                VerdictText.of(verdict).forEach(out::println);
            }
            return verdict.status().exit();
        }

        private Optional<NoteKey> key() throws IOException {
            if (key == null) {
                return Optional.empty();
            }
            try {
                Path named = Path.of(key);
                String text = Files.isRegularFile(named) ? firstLine(named) : key;
                return Optional.of(NoteKey.parse(text));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "--key: " + e.getMessage());
            }
        }

        private static String firstLine(Path file) throws IOException {
            try (TextLines lines = lines(file)) {
                return lines.hasNext() ? lines.next() : "";
            }
        }

        private HostEvidence evidence() throws IOException {
            HostEvidence evidence = HostEvidence.none();
            for (Path each : checkpoints) {
                try (TextLines lines = lines(each)) {
                    evidence.more(lines.stream());
                } catch (IllegalArgumentException e) {
                    throw new IOException("a line of " + each + " cannot be read: " + e.getMessage(), e);
                } catch (UncheckedIOException e) {
                    throw new IOException(each + " cannot be read: " + reason(e), e);
                }
            }
            return evidence;
        }

        private static TextLines lines(Path file) throws IOException {
            return new TextLines(Files.newInputStream(file));
        }

        private static @Nullable String reason(UncheckedIOException e) {
            return Objects.requireNonNull(e.getCause()).getMessage();
        }

        private static String jsonOf(Verdict verdict) throws JsonProcessingException {
            return JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .addModule(new JavaTimeModule())
                    .disable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .build()
                    .writeValueAsString(verdict);
        }
    }

    @Command(
            name = "checkpoints",
            description =
                    "Prints the signed checkpoints of the server's audit log that this host has kept, for `audit verify --checkpoints`.")
    static final class Kept implements Callable<Integer> {

        private final AgentConfig config;
        private final PrintWriter out;

        Kept(AgentConfig config, PrintWriter out) {
            this.config = config;
            this.out = out;
        }

        @Override
        public Integer call() throws IOException {
            List<String> lines = LogWitness.keptIn(config.stateDir().toAbsolutePath());
            lines.forEach(out::println);
            return lines.isEmpty() ? ExitCode.NOTHING : ExitCode.OK;
        }
    }
}
