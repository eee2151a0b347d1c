package dev.portledger.server.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.bind.ShellCommand;
import dev.portledger.domain.finding.Finding;
import dev.portledger.domain.finding.FindingText;
import dev.portledger.domain.socket.Protocol;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One thing that is in a bad way, in words that the host's command line uses too. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@Schema(name = "Finding")
public record FindingRow(
        FindingCode code,
        @Schema(description = "A sentence") String summary,

        @Schema(description = "What it is known by, a sentence each")
        List<String> evidence,

        String remedy,

        @Schema(description = "The remedy as shell commands, in order")
        List<String> commands,

        @Schema(description = "Of the ports; absent where it is about the host")
        Optional<Protocol> protocol,

        @Schema(description = "The ports that it is about, ascending; at most 20")
        List<Integer> ports,

        @Schema(description = "How many ports there are beyond those")
        int morePorts) {

    private static final int MOST_PORTS = 20;

    public FindingRow {
        evidence = List.copyOf(evidence);
        commands = List.copyOf(commands);
        ports = List.copyOf(ports);
    }

    static FindingRow of(Finding finding) {
        FindingText text = FindingText.of(finding);
        return new FindingRow(
                FindingCode.of(finding.code()),
                text.summary(),
                text.evidence(),
                text.remedy(),
                text.commands().stream().map(ShellCommand::text).toList(),
                finding.protocol(),
                finding.ports().stream().limit(MOST_PORTS).toList(),
                Math.max(0, finding.ports().size() - MOST_PORTS));
    }
}
