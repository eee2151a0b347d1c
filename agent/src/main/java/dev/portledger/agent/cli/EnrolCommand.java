package dev.portledger.agent.cli;

import dev.portledger.agent.uplink.EnrolmentAnswer;
import dev.portledger.agent.uplink.HostEnrolment;
import dev.portledger.agent.uplink.TrustFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "enrol",
        description = {
            "Makes this host known to a server, and notes the server's address for the agent.",
            "Running it again, for the same server or another one, is fine. Installed by a package, it restarts the agent's service."
        })
final class EnrolCommand implements Callable<Integer> {

    private static final int LONGEST_TOKEN = 256;

    @Option(
            names = "--server",
            paramLabel = "URL",
            required = true,
            description = "such as https://ports.example.com:8600")
    private @Nullable URI server;

    @ArgGroup(multiplicity = "1")
    private @Nullable Token given;

    /** Where the token is: one of the two. */
    static final class Token {
        @Option(
                names = "--token",
                paramLabel = "TOKEN",
                description =
                        "a single-use enrolment token; other users of this host can see it in the list of processes")
        private @Nullable String itself;

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                description = "file with such a token; - reads it from standard input")
        private @Nullable String file;
    }

    @Option(
            names = "--server-key",
            paramLabel = "FINGERPRINT",
            description = {
                "of the server's command key, as its Agents page shows it: commands are taken if signed with it, and no other.",
                "Without it, the key that the server shows now is taken."
            })
    private @Nullable String serverKey;

    @Option(names = "--allow-plain-http", description = "speak http, without TLS, beyond this machine; noted as well")
    private boolean allowPlainHttp;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "PEM file with the certificates to trust for https; noted as well")
    private @Nullable Path caFile;

    @Spec
    private @Nullable CommandSpec spec;

    private final AgentConfig config;
    private final ConfigFiles files;
    private final PrintWriter out;

    EnrolCommand(AgentConfig config, PrintWriter out) {
        this.config = config;
        this.out = out;
        files = ConfigFiles.ofThisProcess();
    }

    @Override
    public Integer call() throws IOException, InvalidConfigException {
        URI address = AgentSettings.server(Objects.requireNonNull(server));
        Optional<String> fixed = files.mainValue("portledger.agent.server");
        if (fixed.isPresent() && !fixed.get().equals(address.toString())) {
            throw new InvalidConfigException(
                    "server", "changed or removed in " + files.main() + " first, where it is " + fixed.get());
        }
        AgentSettings.safe(address, allowPlainHttp || config.allowPlainHttp());
        Optional<String> expected = AgentSettings.serverKey(Optional.ofNullable(serverKey));
        String token = token();
        Optional<Path> ca = Optional.ofNullable(caFile).map(Path::toAbsolutePath);
        HostEnrolment host = new HostEnrolment(
                address, config.stateDir().toAbsolutePath(), Path.of("/etc/machine-id"), trust(address, ca), expected);
        warnIfPlain(address);
        // before the token is spent, for which there is no second try
        Path note = prepareNote(address, ca);
        try {
            return settle(host, token, note);
        } finally {
            Files.deleteIfExists(note);
        }
    }

    private int settle(HostEnrolment host, String token, Path note) throws IOException {
        switch (host.enrol(token, Clock.systemUTC().instant())) {
            case EnrolmentAnswer.Enrolled enrolled -> {
                Files.move(note, files.enrolment(), StandardCopyOption.ATOMIC_MOVE);
                out.println("enrolled at " + host.server() + " as host " + enrolled.hostId());
                if (host.serverKey().isEmpty()) {
                    enrolled.commandKeys()
                            .ifPresent(keys -> out.println("commands are taken if signed with the key " + keys.keyId()
                                    + ": compare it with what the server's Agents page shows"));
                }
                return ExitCode.OK;
            }
            case EnrolmentAnswer.Refused refused -> {
                complain("the server refuses the token (" + refused.code() + "): " + why(refused.code())
                        + "; nothing was changed. Get a new one.");
                return ExitCode.REFUSED;
            }
            case EnrolmentAnswer.NotNow later -> {
                complain("the server cannot enrol this host now, HTTP status " + later.status() + ", " + later.code()
                        + "; nothing was changed.");
                return ExitCode.FAILED;
            }
        }
    }

    private static String why(String code) {
        return switch (code) {
            case "enrolment_host_known" ->
                "the server knows this host by another key, and the token is not for this very host";
            case "enrolment_host_mismatch" -> "it is for another host";
            default -> "it is wrong, has expired or was used already";
        };
    }

    private String token() throws IOException {
        Token where = Objects.requireNonNull(given);
        String named = where.itself == null ? Objects.requireNonNull(where.file) : "the command line";
        String token = where.itself != null
                ? where.itself.strip()
                : named.equals("-")
                        ? new String(System.in.readNBytes(LONGEST_TOKEN + 2), StandardCharsets.UTF_8).strip()
                        : readable(Path.of(named)).strip();
        if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "there is no enrolment token in " + (named.equals("-") ? "the standard input" : named));
        }
        return token;
    }

    private static String readable(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IOException("the token cannot be read: " + e, e);
        }
    }

    private Optional<SSLContext> trust(URI address, Optional<Path> ca) throws IOException {
        Optional<Path> file = ca.or(config::tlsCaFile);
        return "https".equals(address.getScheme()) && file.isPresent()
                ? Optional.of(TrustFile.read(file.get()))
                : Optional.empty();
    }

    /** The token crosses the network, and who can read it can be quicker. */
    private void warnIfPlain(URI address) {
        if (AgentSettings.isPlainBeyondThisMachine(address)) {
            complain("warning: " + address + " is not encrypted; use https beyond a trial");
        }
    }

    /** The file that will be {@link ConfigFiles#enrolment}, beside it. */
    private Path prepareNote(URI address, Optional<Path> ca) throws IOException {
        Path note = files.enrolment().resolveSibling("enrolment.properties.new");
        String text = "# Written by `portledger enrol`. The same keys in "
                + files.main().getFileName() + " go before these.\n"
                + ConfigFiles.line("config_ordinal", "90")
                + ConfigFiles.line("portledger.agent.server", address.toString())
                + (allowPlainHttp ? ConfigFiles.line("portledger.agent.allow-plain-http", "true") : "")
                + ca.map(file -> ConfigFiles.line("portledger.agent.tls.ca-file", file.toString()))
                        .orElse("");
        try {
            Files.createDirectories(note.toAbsolutePath().getParent());
            Files.writeString(note, text);
            // for doctor of an ordinary user as well; nothing in it is secret
            return Files.setPosixFilePermissions(note, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new IOException(note.getParent() + " cannot be written (" + e + "); run this as root", e);
        }
    }

    private void complain(String what) {
        Objects.requireNonNull(spec).commandLine().getErr().println(what);
    }
}
