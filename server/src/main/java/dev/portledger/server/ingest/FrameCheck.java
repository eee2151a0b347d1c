package dev.portledger.server.ingest;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameException;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.socket.ConnectionCount;
import java.time.Instant;
import java.util.stream.Stream;

/** What the form of a frame cannot say: numbers and times that no host could mean. */
final class FrameCheck {

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private FrameCheck() {}

    /** @throws FrameException FRAME_MALFORMED */
    static void check(AgentFrame frame) throws FrameException {
        if (!times(frame).allMatch(FrameCheck::isTime)) {
            throw new FrameException(ProblemCode.FRAME_MALFORMED, "the frame has a time outside 1970 to 2200");
        }
        if (frame instanceof AgentFrame.Numbered numbered
                && (numbered.position().epoch() < 1 || numbered.position().sequence() < 1)) {
            throw new FrameException(ProblemCode.FRAME_MALFORMED, "epochs and sequences are counted from 1");
        }
        if (listeners(frame) > FrameLimits.MAX_LISTENERS_PER_FRAME) {
            throw new FrameException(
                    ProblemCode.FRAME_MALFORMED,
                    "a frame lists at most " + FrameLimits.MAX_LISTENERS_PER_FRAME + " listeners");
        }
        if (connections(frame).anyMatch(count -> count.count() < 0)) {
            throw new FrameException(ProblemCode.FRAME_MALFORMED, "a count is never negative");
        }
        if (frame instanceof AgentFrame.FailedBinds failed) {
            FailedBindCheck.check(failed);
        }
    }

    private static boolean isTime(Instant time) {
        return !time.isBefore(EARLIEST) && time.isBefore(LATEST);
    }

    private static int listeners(AgentFrame frame) {
        return switch (frame) {
            case AgentFrame.Snapshot part -> part.listeners().size();
            case AgentFrame.Delta delta ->
                Math.max(delta.opened().size(), delta.changed().size());
            default -> 0;
        };
    }

    private static Stream<ConnectionCount> connections(AgentFrame frame) {
        return switch (frame) {
            case AgentFrame.Snapshot part -> part.connections().stream();
            case AgentFrame.Delta delta -> delta.connections().stream();
            default -> Stream.empty();
        };
    }

    private static Stream<Instant> times(AgentFrame frame) {
        return switch (frame) {
            case AgentFrame.Hello hello -> Stream.of(hello.bootedAt(), hello.now());
            case AgentFrame.Snapshot part -> Stream.concat(Stream.of(part.at()), leavings(frame));
            case AgentFrame.Delta delta ->
                Stream.of(Stream.of(delta.at()), moments(delta).flatMap(FrameCheck::instants), leavings(frame))
                        .flatMap(times -> times);
            case AgentFrame.Gap gap -> Stream.of(gap.from(), gap.to());
            case AgentFrame.StopProgress progress -> Stream.of(progress.at());
            case AgentFrame.StopResult result -> Stream.of(result.at());
            case AgentFrame.FailedBinds failed -> FailedBindCheck.times(failed);
            case AgentFrame.Heartbeat heartbeat -> Stream.of(heartbeat.now(), heartbeat.lookedAt());
            case AgentFrame.Condition condition -> Stream.of(condition.at());
            case AgentFrame.Evidence evidence -> Stream.of(evidence.at());
            case AgentFrame.CommandRefused refused -> Stream.of(refused.at());
            case AgentFrame.Witness _,
                    AgentFrame.Cosigned _,
                    AgentFrame.CheckpointRefused _,
                    AgentFrame.KeyChange _,
                    AgentFrame.KeysKnown _,
                    AgentFrame.Unrecognized _ -> Stream.empty();
        };
    }

    private static Stream<Instant> leavings(AgentFrame frame) {
        return connections(frame).flatMap(count -> count.lastLeavesAt().stream());
    }

    private static Stream<Moment> moments(AgentFrame.Delta delta) {
        return Stream.of(
                        delta.opened().stream().map(AgentFrame.Opened::when),
                        delta.closed().stream().map(AgentFrame.Closed::when),
                        delta.changed().stream().map(AgentFrame.Changed::when))
                .flatMap(moments -> moments);
    }

    private static Stream<Instant> instants(Moment moment) {
        return switch (moment) {
            case Moment.Event(Instant at) -> Stream.of(at);
            case Moment.BetweenLooks(var after, Instant by) -> Stream.concat(after.stream(), Stream.of(by));
        };
    }
}
