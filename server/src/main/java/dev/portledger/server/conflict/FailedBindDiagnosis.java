package dev.portledger.server.conflict;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portledger.domain.bind.Cause;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.ShellCommand;
import dev.portledger.domain.bind.Warning;
import dev.portledger.domain.frame.FrameJson;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Why a bind failed, in the words of the host's agent, which are those of its command line. */
public record FailedBindDiagnosis(
        @Schema(description = "Name of the main cause, as a filter takes it", examples = "timeWaitOnly")
        String cause,

        @Schema(description = "Names of other causes that hold besides")
        List<String> also,

        @Schema(description = "The cause in a sentence") String summary,

        @Schema(description = "What it is known by, a sentence each")
        List<String> evidence,

        String remedy,

        @Schema(description = "The remedy as shell commands, in order")
        List<String> commands,

        @Schema(description = "Wrong moves that are near, a sentence each")
        List<String> warnings,

        @Schema(description = "What could not be seen, and why, a sentence each")
        List<String> unknown) {

    public FailedBindDiagnosis {
        also = List.copyOf(also);
        evidence = List.copyOf(evidence);
        commands = List.copyOf(commands);
        warnings = List.copyOf(warnings);
        unknown = List.copyOf(unknown);
    }

    static FailedBindDiagnosis of(Diagnosis told) {
        return new FailedBindDiagnosis(
                name(told.cause()),
                told.also().stream().map(FailedBindDiagnosis::name).toList(),
                told.summary(),
                told.evidence(),
                told.remedy(),
                told.commands().stream().map(ShellCommand::text).toList(),
                told.warnings().stream().map(Warning::text).toList(),
                told.unknown());
    }

    /** The name of a cause, the one it has in frames. */
    static String name(Cause cause) {
        JsonNode written = FrameJson.mapper().valueToTree(cause);
        return written.required("is").textValue();
    }
}
