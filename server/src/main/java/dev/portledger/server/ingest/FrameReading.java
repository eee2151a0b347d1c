package dev.portledger.server.ingest;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameException;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.ProblemCode;
import java.time.Duration;

/** Reads frames from a link; whatever is not one ends the conversation. */
final class FrameReading {

    /** An agent that sends what cannot be read does so again at once; it is asked to wait. */
    private static final Duration AFTER_BAD_FRAME = Duration.ofSeconds(30);

    private FrameReading() {}

    /** @throws ConversationEnded when the link is closed, silent for that long, or brings what is no frame */
    static AgentFrame next(AgentLink link, Duration within) throws ConversationEnded, InterruptedException {
        AgentLink.Received received = link.next(within)
                .orElseThrow(() -> new ConversationEnded(AgentLink.goodbye(
                        ProblemCode.AGENT_SILENT, "nothing was heard for " + within, Duration.ofSeconds(1))));
        return switch (received) {
            case AgentLink.Received.Closed() -> throw new ConversationEnded();
            case AgentLink.Received.TooLarge() ->
                throw bad(ProblemCode.FRAME_TOO_LARGE, "a frame has at most " + FrameLimits.MAX_FRAME_BYTES + " bytes");
            case AgentLink.Received.NotText() -> throw bad(ProblemCode.FRAME_MALFORMED, "frames are text");
            case AgentLink.Received.Message(String text) -> read(text);
        };
    }

    private static AgentFrame read(String text) throws ConversationEnded {
        try {
            AgentFrame frame = FrameJson.readAgentFrame(text);
            FrameCheck.check(frame);
            return frame;
        } catch (FrameException e) {
            throw bad(e.code(), String.valueOf(e.getMessage()));
        }
    }

    private static ConversationEnded bad(ProblemCode code, String message) {
        return new ConversationEnded(AgentLink.goodbye(code, message, AFTER_BAD_FRAME));
    }
}
