package dev.portledger.server.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameException;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.holder.Holder;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** What the form of reported failed binds cannot say: how many there may be, and how long their texts. */
final class FailedBindCheck {

    private FailedBindCheck() {}

    /** @throws FrameException FRAME_MALFORMED */
    static void check(AgentFrame.FailedBinds frame) throws FrameException {
        if (frame.failed().size() > FrameLimits.MAX_FAILED_BINDS_PER_FRAME) {
            throw malformed("a frame lists at most " + FrameLimits.MAX_FAILED_BINDS_PER_FRAME + " failed binds");
        }
        Set<UUID> ids = new HashSet<>();
        for (FailedBindSeries failed : frame.failed()) {
            if (!ids.add(failed.id())) {
                throw malformed("a frame tells of a series of failed binds once");
            }
            if (failed.inTheWay().size() > FrameLimits.MAX_SOCKETS_IN_THE_WAY) {
                throw malformed("at most " + FrameLimits.MAX_SOCKETS_IN_THE_WAY + " sockets in the way are listed");
            }
            if (sentences(failed).anyMatch(list -> list.size() > FrameLimits.MAX_SENTENCES)) {
                throw malformed("a diagnosis has at most " + FrameLimits.MAX_SENTENCES + " of a kind");
            }
            checkTexts("", FrameJson.mapper().valueToTree(failed));
        }
    }

    private static Stream<List<?>> sentences(FailedBindSeries failed) {
        return failed.diagnosis().stream()
                .flatMap(told ->
                        Stream.of(told.also(), told.evidence(), told.commands(), told.warnings(), told.unknown()));
    }

    /** Every text, wherever it stands: causes carry what they are known by. */
    private static void checkTexts(String field, JsonNode node) throws FrameException {
        int limit = field.equals("cmdline") ? FrameLimits.MAX_CMDLINE_CHARS : FrameLimits.MAX_TEXT_CHARS;
        if (node.isTextual() && node.textValue().length() > limit) {
            throw malformed("a text of a failed bind has at most " + limit + " characters");
        }
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            checkTexts(property.getKey(), property.getValue());
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                checkTexts(field, element);
            }
        }
    }

    static Stream<Instant> times(AgentFrame.FailedBinds frame) {
        return Stream.concat(Stream.of(frame.at()), frame.failed().stream().flatMap(FailedBindCheck::times));
    }

    private static Stream<Instant> times(FailedBindSeries failed) {
        return Stream.of(
                        Stream.of(failed.firstAt(), failed.lastAt()),
                        failed.claimant().startedAt().stream(),
                        failed.inTheWay().stream()
                                .flatMap(held -> held.holders().list().stream())
                                .map(Holder::startedAt),
                        failed.inTheWay().stream().flatMap(held -> held.socket().leavesAt().stream()))
                .flatMap(times -> times);
    }

    private static FrameException malformed(String message) {
        return new FrameException(ProblemCode.FRAME_MALFORMED, message);
    }
}
