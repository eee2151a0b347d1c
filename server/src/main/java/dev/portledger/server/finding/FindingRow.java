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

        @Schema(description = "Absent where it is not about one port")
        Optional<Protocol> protocol,

        @Schema(description = "Absent where it is not about one port")
        Optional<Integer> port) {

    public FindingRow {
        evidence = List.copyOf(evidence);
        commands = List.copyOf(commands);
    }

    static FindingRow of(Finding finding) {
        FindingText text = FindingText.of(finding);
        Optional<Protocol> protocol =
                switch (finding) {
                    case Finding.ListenerInEphemeralRange _ -> Optional.of(Protocol.TCP);
                    case Finding.UnmanagedServer server -> Optional.of(server.protocol());
                    case Finding.NeededSigkill killed -> Optional.of(killed.protocol());
                    case Finding.TcpTwRecycle _, Finding.TcpTwReuse _ -> Optional.empty();
                };
        Optional<Integer> port =
                switch (finding) {
                    case Finding.ListenerInEphemeralRange listener -> Optional.of(listener.port());
                    case Finding.UnmanagedServer server -> Optional.of(server.port());
                    case Finding.NeededSigkill killed -> Optional.of(killed.port());
                    case Finding.TcpTwRecycle _, Finding.TcpTwReuse _ -> Optional.empty();
                };
        return new FindingRow(
                FindingCode.of(finding.code()),
                text.summary(),
                text.evidence(),
                text.remedy(),
                text.commands().stream().map(ShellCommand::text).toList(),
                protocol,
                port);
    }
}
