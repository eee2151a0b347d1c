package dev.portledger.domain.frame;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a server signs of a command: for this host, this connection and this time only.
 *
 * <p>The deadline is told as a time after something that the agent itself said and can recognise. So it is the same deadline whatever
 * the clocks of both show, and nobody between them can move it by telling one of them another time.
 *
 * @param hostId the host it is for
 * @param session {@link CommandTrust#session} of the connection it is for
 * @param number 1, 2, 3 … within the connection, never twice
 * @param heard the time of a hello or heartbeat of this agent in this connection, as the agent wrote it
 * @param within not begun later than so long after {@code heard}, by the agent's clock
 * @param act what to do
 */
public record CommandBody(UUID hostId, String session, long number, Instant heard, Duration within, ServerFrame act) {

    public byte[] bytes() {
        return FrameJson.payload(this);
    }

    /** Empty for bytes that are none, or that carry what is no command. */
    public static Optional<CommandBody> read(byte[] bytes) {
        return FrameJson.payload(bytes, CommandBody.class).filter(body -> body.act() instanceof ServerFrame.Act);
    }
}
