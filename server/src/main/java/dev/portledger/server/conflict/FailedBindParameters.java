package dev.portledger.server.conflict;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.ledger.query.PortRange;
import dev.portledger.server.ledger.query.Protocols;
import dev.portledger.server.ledger.query.Times;
import dev.portledger.server.page.FilterValues;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The filters of failed binds, as they stand in the address. Repeated: one of them; different ones: all of them. */
public final class FailedBindParameters {

    private static final int MAX_WORDS = 20;

    @QueryParam("q")
    @Parameter(
            description =
                    "Words that all have to be found in what is known of claimant and holders, in address, port, error, cause or the"
                            + " host's name",
            example = "node 8080")
    Optional<String> q = Optional.empty();

    @QueryParam("state")
    @Parameter(description = "open, snoozed or resolved; all unless given", example = "open")
    List<String> state = List.of();

    @QueryParam("cause")
    @Parameter(description = "Name of a cause, or `notJudged`", example = "timeWaitOnly")
    List<String> cause = List.of();

    @QueryParam("port")
    @Parameter(description = "A port or a range", example = "8080")
    List<String> port = List.of();

    @QueryParam("protocol")
    @Parameter(description = "tcp or udp", example = "tcp")
    List<String> protocol = List.of();

    @QueryParam("host")
    @Parameter(description = "Id or name of a host", example = "web-12")
    List<String> host = List.of();

    @QueryParam("from")
    @Parameter(
            description =
                    "With `to`: those that failed in this time, or before and after it. A day before the end unless given")
    Optional<String> from = Optional.empty();

    @QueryParam("to")
    @Parameter(description = "Now unless given, where `from` is")
    Optional<String> to = Optional.empty();

    /** @throws ProblemException if one of them cannot be read */
    FailedBindFilter filter(Instant now) {
        List<String> words = q.stream()
                .flatMap(text -> Stream.of(text.strip().split("\\s+")))
                .filter(word -> !word.isEmpty())
                .toList();
        if (words.size() > MAX_WORDS) {
            throw new ProblemException(ErrorCode.QUERY_INVALID, "a search has at most " + MAX_WORDS + " words", "q");
        }
        return new FailedBindFilter(
                FilterValues.texts("q", words),
                FilterValues.oneOf("state", FailedBindState.Name.class, state),
                FilterValues.texts("cause", cause),
                port.stream().map(PortRange::parse).toList(),
                protocol.stream().map(Protocols::parse).toList(),
                FilterValues.texts("host", host),
                from.isPresent() || to.isPresent() ? Optional.of(Times.Range.parse(from, to, now)) : Optional.empty());
    }
}
