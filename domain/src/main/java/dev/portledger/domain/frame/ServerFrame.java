package dev.portledger.domain.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopTarget;
import dev.portledger.domain.trust.Signed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the server sends to an agent. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "frame", defaultImpl = ServerFrame.Unrecognized.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = ServerFrame.Challenge.class, name = "challenge"),
    @JsonSubTypes.Type(value = ServerFrame.Welcome.class, name = "welcome"),
    @JsonSubTypes.Type(value = ServerFrame.Ack.class, name = "ack"),
    @JsonSubTypes.Type(value = ServerFrame.HeartbeatAnswer.class, name = "heartbeatAnswer"),
    @JsonSubTypes.Type(value = ServerFrame.Resync.class, name = "resync"),
    @JsonSubTypes.Type(value = ServerFrame.Inspect.class, name = "inspect"),
    @JsonSubTypes.Type(value = ServerFrame.Stop.class, name = "stop"),
    @JsonSubTypes.Type(value = ServerFrame.Abort.class, name = "abort"),
    @JsonSubTypes.Type(value = ServerFrame.RotateKey.class, name = "rotateKey"),
    @JsonSubTypes.Type(value = ServerFrame.KeyAccepted.class, name = "keyAccepted"),
    @JsonSubTypes.Type(value = ServerFrame.Command.class, name = "command"),
    @JsonSubTypes.Type(value = ServerFrame.CommandKeys.class, name = "commandKeys"),
    @JsonSubTypes.Type(value = ServerFrame.Checkpoint.class, name = "checkpoint"),
    @JsonSubTypes.Type(value = ServerFrame.Goodbye.class, name = "goodbye")
})
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public sealed interface ServerFrame {

    /** What changes something on the host. It travels signed, in a {@link Command}; an agent takes it in no other way. */
    sealed interface Act extends ServerFrame permits Stop, Abort, RotateKey, KeyAccepted {}

    /** The first frame of a connection. {@code nonce} is 32 random bytes, base64, used once. */
    record Challenge(String nonce) implements ServerFrame {}

    /**
     * The hello is accepted.
     *
     * @param protocol the version both speak
     * @param capabilities optional parts that both have
     * @param start what the agent sends next
     * @param applied the last position the server has committed; the agent forgets frames up to it
     * @param now the server's clock
     * @param heartbeatEvery how often to send a heartbeat
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Welcome(
            int protocol,
            List<String> capabilities,
            Start start,
            Optional<Position> applied,
            Instant now,
            Duration heartbeatEvery)
            implements ServerFrame {
        public Welcome {
            capabilities = List.copyOf(capabilities);
        }
    }

    /** How an agent goes on after a welcome. */
    enum Start {
        /** With the frames after {@link Welcome#applied}. */
        RESUME,
        /** With the frames it still has, then a snapshot. */
        SNAPSHOT
    }

    /** All frames up to this position are committed. */
    record Ack(Position position) implements ServerFrame {}

    /**
     * The answer to a heartbeat.
     *
     * @param echo the heartbeat's {@code now}
     * @param now the server's clock
     */
    record HeartbeatAnswer(Instant echo, Instant now) implements ServerFrame {}

    /** The server's table differs from the agent's: send a snapshot. */
    record Resync(ProblemCode reason, String message) implements ServerFrame {}

    /**
     * Look at one port now and answer with {@link AgentFrame.Evidence}.
     *
     * @param netns inode number of the only network namespace to look into; empty for all in which the port is held
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Inspect(UUID requestId, Protocol protocol, int port, Optional<Long> netns) implements ServerFrame {

        /** In all network namespaces. */
        public Inspect(UUID requestId, Protocol protocol, int port) {
            this(requestId, protocol, port, Optional.empty());
        }
    }

    /**
     * Free a port. Idempotent by {@code stopId}.
     *
     * @param deadline by the server's clock; not begun after it
     * @param timeLimit how long the holder has to end after the request
     * @param verifyFor how long the port is watched for somebody who takes it again
     */
    record Stop(
            UUID stopId, StopTarget target, StopMethod method, Instant deadline, Duration timeLimit, Duration verifyFor)
            implements Act {}

    /** Do not begin this stop; without effect once the request to stop was made. */
    record Abort(UUID stopId) implements Act {}

    /** Make another key for the host, and say so by {@link AgentFrame.KeyChange}. */
    record RotateKey() implements Act {}

    /**
     * The server takes that key for the host's from now on.
     *
     * @param keyId {@link dev.portledger.domain.trust.PublicKey#id} of the new key
     */
    record KeyAccepted(String keyId) implements Act {}

    /**
     * A command, signed. What an {@link Act} says counts only in here.
     *
     * @param signed a {@link CommandBody}
     */
    record Command(Signed signed) implements ServerFrame {}

    /**
     * Which keys commands are signed with.
     *
     * @param signed a {@link dev.portledger.domain.trust.CommandKeySet}
     */
    record CommandKeys(Signed signed) implements ServerFrame {}

    /**
     * The audit log as it was signed, for a host that has said {@link AgentFrame.Witness}. The agent answers with {@link
     * AgentFrame.Cosigned} or {@link AgentFrame.CheckpointRefused}, or with {@link AgentFrame.Witness} when {@code from} is not the size
     * that it keeps.
     *
     * @param logKey the log's public key, {@code name+id+base64} (c2sp.org/signed-note)
     * @param note a signed checkpoint (c2sp.org/tlog-checkpoint)
     * @param from the size that the agent keeps; 0 when it keeps none
     * @param proof that the log has only grown since (RFC 6962, 2.1.2), base64
     */
    record Checkpoint(String logKey, String note, long from, List<String> proof) implements ServerFrame {
        public Checkpoint {
            proof = List.copyOf(proof);
        }
    }

    /**
     * The server closes the connection.
     *
     * @param retryAfter when to come back; empty when it is of no use without an operator
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Goodbye(ProblemCode code, String message, Optional<Duration> retryAfter) implements ServerFrame {}

    /** A frame of a later version; it is ignored. */
    record Unrecognized() implements ServerFrame {}
}
