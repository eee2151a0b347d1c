package dev.portledger.agent.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.BindVerdict;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.FailedBind;
import dev.portledger.domain.frame.FrameJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = {
            "Says whether a bind would succeed now, for this user, by the kernel's own rule; nothing is bound.",
            "For a unit: ExecStartPre=portledger check 0.0.0.0:8080 --reuseaddr"
        },
        exitCodeOnInvalidInput = ExitCode.CHECK_USAGE,
        exitCodeOnExecutionException = ExitCode.UNKNOWN,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it would succeed",
            "1:it would fail, standard output says why",
            "2:it cannot be told, standard output says what is not known",
            "64:wrong arguments"
        })
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private final BindArguments bind = new BindArguments();

    @Option(names = "--json", description = "a JSON object: attempt, verdict, diagnosis")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final HostLook host;
    private final Asker asker;
    private final PrintWriter out;

    CheckCommand(HostLook host, Asker asker, PrintWriter out) {
        this.host = host;
        this.asker = asker;
        this.out = out;
    }

    /** What {@code --json} prints. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Answer(BindAttempt attempt, BindVerdict verdict, Optional<Diagnosis> diagnosis) {}

    @Override
    public Integer call() throws IOException, InvalidConfigException {
        FailedBind judged = host.bind(attempt());
        BindVerdict verdict = judged.verdict();
        Optional<Diagnosis> diagnosis =
                verdict instanceof BindVerdict.Succeeds ? Optional.empty() : Optional.of(Diagnosis.of(judged));
        if (json) {
            out.println(FrameJson.mapper().writeValueAsString(new Answer(judged.attempt(), verdict, diagnosis)));
        } else {
            out.println(headline(judged.attempt(), verdict));
            diagnosis.map(DiagnosisText::lines).orElse(List.of()).forEach(out::println);
        }
        return switch (verdict) {
            case BindVerdict.Succeeds _ -> ExitCode.OK;
            case BindVerdict.Fails _ -> ExitCode.FAILED;
            case BindVerdict.Unknown _ -> ExitCode.UNKNOWN;
        };
    }

    private BindAttempt attempt() {
        try {
            return bind.attempt(asker);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), Objects.requireNonNull(e.getMessage()), e);
        }
    }

    private static String headline(BindAttempt attempt, BindVerdict verdict) {
        String what = attempt.protocol().name().toLowerCase(Locale.ROOT) + " "
                + attempt.endpoint().text();
        return switch (verdict) {
            case BindVerdict.Succeeds succeeds ->
                what + " would bind"
                        + (succeeds.rivals().isEmpty()
                                ? ""
                                : "; it would share the port, and of those that share it one can listen: the first");
            case BindVerdict.Fails fails ->
                what + " would not bind: "
                        + String.join(
                                " or ", fails.errnos().stream().map(Enum::name).toList());
            case BindVerdict.Unknown _ -> what + ": whether it would bind cannot be told";
        };
    }
}
