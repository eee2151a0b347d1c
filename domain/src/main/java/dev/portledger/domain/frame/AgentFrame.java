package dev.portledger.domain.frame;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.portledger.domain.audit.Refusal;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.finding.Sysctls;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.EphemeralCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.domain.trust.Signed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What an agent sends. All times are by the agent's clock unless their description says otherwise. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "frame", defaultImpl = AgentFrame.Unrecognized.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = AgentFrame.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = AgentFrame.Snapshot.class, name = "snapshot"),
    @JsonSubTypes.Type(value = AgentFrame.Delta.class, name = "delta"),
    @JsonSubTypes.Type(value = AgentFrame.Gap.class, name = "gap"),
    @JsonSubTypes.Type(value = AgentFrame.StopProgress.class, name = "stopProgress"),
    @JsonSubTypes.Type(value = AgentFrame.StopResult.class, name = "stopResult"),
    @JsonSubTypes.Type(value = AgentFrame.FailedBinds.class, name = "failedBinds"),
    @JsonSubTypes.Type(value = AgentFrame.CommandRefused.class, name = "commandRefused"),
    @JsonSubTypes.Type(value = AgentFrame.KeyChange.class, name = "keyChange"),
    @JsonSubTypes.Type(value = AgentFrame.KeysKnown.class, name = "keysKnown"),
    @JsonSubTypes.Type(value = AgentFrame.Heartbeat.class, name = "heartbeat"),
    @JsonSubTypes.Type(value = AgentFrame.Condition.class, name = "condition"),
    @JsonSubTypes.Type(value = AgentFrame.Evidence.class, name = "evidence"),
    @JsonSubTypes.Type(value = AgentFrame.Witness.class, name = "witness"),
    @JsonSubTypes.Type(value = AgentFrame.Cosigned.class, name = "cosigned"),
    @JsonSubTypes.Type(value = AgentFrame.CheckpointRefused.class, name = "checkpointRefused")
})
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public sealed interface AgentFrame {

    /** Frames that change the ledger: numbered, kept by the agent until acknowledged, applied in order and once. */
    sealed interface Numbered extends AgentFrame
            permits Snapshot, Delta, Gap, StopProgress, StopResult, FailedBinds, CommandRefused {
        Position position();
    }

    /**
     * The first frame of an agent, in answer to the server's challenge.
     *
     * @param minProtocol lowest version spoken
     * @param maxProtocol highest version spoken
     * @param hostId the host, as enrolled
     * @param signature Ed25519 over {@link HelloProof#message}, base64
     * @param bootId the boot of the host
     * @param bootedAt when it booted
     * @param epoch the start of the agent that speaks
     * @param acknowledged the last position the agent holds an acknowledgement for; empty before the first
     * @param digest {@link TableDigest} of the table at that position; 0 before the first
     * @param capabilities names of optional parts of the protocol the agent offers
     * @param facilities what the agent can see on its host, and what not
     * @param hostname the host's name
     * @param os PRETTY_NAME of os-release(5)
     * @param kernel release as in uname(2)
     * @param agentVersion version of the agent
     * @param now the agent's clock when the frame was made
     * @param netns inode number of the agent's own network namespace, which is the host's unless the agent runs in a container's; empty
     *     from an agent that does not tell
     * @param trust from whom it takes commands; empty where it takes none
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Hello(
            int minProtocol,
            int maxProtocol,
            UUID hostId,
            String signature,
            UUID bootId,
            Instant bootedAt,
            long epoch,
            Optional<Position> acknowledged,
            long digest,
            List<String> capabilities,
            List<Facility> facilities,
            String hostname,
            String os,
            String kernel,
            String agentVersion,
            Instant now,
            Optional<Long> netns,
            Optional<CommandTrust> trust)
            implements AgentFrame {
        public Hello {
            capabilities = List.copyOf(capabilities);
            facilities = List.copyOf(facilities);
        }

        /** A hello of an agent that takes no commands. */
        public Hello(
                int minProtocol,
                int maxProtocol,
                UUID hostId,
                String signature,
                UUID bootId,
                Instant bootedAt,
                long epoch,
                Optional<Position> acknowledged,
                long digest,
                List<String> capabilities,
                List<Facility> facilities,
                String hostname,
                String os,
                String kernel,
                String agentVersion,
                Instant now,
                Optional<Long> netns) {
            this(
                    minProtocol,
                    maxProtocol,
                    hostId,
                    signature,
                    bootId,
                    bootedAt,
                    epoch,
                    acknowledged,
                    digest,
                    capabilities,
                    facilities,
                    hostname,
                    os,
                    kernel,
                    agentVersion,
                    now,
                    netns,
                    Optional.empty());
        }

        /** The same, taking commands. */
        public Hello trusting(CommandTrust by) {
            return new Hello(
                    minProtocol,
                    maxProtocol,
                    hostId,
                    signature,
                    bootId,
                    bootedAt,
                    epoch,
                    acknowledged,
                    digest,
                    capabilities,
                    facilities,
                    hostname,
                    os,
                    kernel,
                    agentVersion,
                    now,
                    netns,
                    Optional.of(by));
        }

        /** The same with the agent's own network namespace. */
        public Hello in(long namespace) {
            return new Hello(
                    minProtocol,
                    maxProtocol,
                    hostId,
                    signature,
                    bootId,
                    bootedAt,
                    epoch,
                    acknowledged,
                    digest,
                    capabilities,
                    facilities,
                    hostname,
                    os,
                    kernel,
                    agentVersion,
                    now,
                    Optional.of(namespace),
                    trust);
        }
    }

    /**
     * One part of the whole table. The parts of a snapshot have consecutive positions; with the last one it replaces what
     * the server has: what it does not list is gone.
     *
     * @param bootId the boot the table is of
     * @param part number of this part, from 0
     * @param last whether this is the last part
     * @param at when the table was read
     * @param digest {@link TableDigest} of the whole table; the same in every part
     */
    record Snapshot(
            Position position,
            UUID bootId,
            int part,
            boolean last,
            Instant at,
            List<Listener> listeners,
            List<ConnectionCount> connections,
            List<EphemeralCount> ephemeral,
            long digest)
            implements Numbered {
        public Snapshot {
            listeners = List.copyOf(listeners);
            connections = List.copyOf(connections);
            ephemeral = List.copyOf(ephemeral);
        }
    }

    /**
     * What changed.
     *
     * @param at the look that found it
     * @param opened new listeners
     * @param closed listeners that are gone
     * @param changed listeners whose holders are other ones than before; the endpoint and socket are the same
     * @param connections counts that changed; a count of zero says the last one left
     * @param ephemeral counts that changed
     * @param digest {@link TableDigest} of the table after this frame
     */
    record Delta(
            Position position,
            Instant at,
            List<Opened> opened,
            List<Closed> closed,
            List<Changed> changed,
            List<ConnectionCount> connections,
            List<EphemeralCount> ephemeral,
            long digest)
            implements Numbered {
        public Delta {
            opened = List.copyOf(opened);
            closed = List.copyOf(closed);
            changed = List.copyOf(changed);
            connections = List.copyOf(connections);
            ephemeral = List.copyOf(ephemeral);
        }

        @JsonIgnore
        public boolean isEmpty() {
            return opened.isEmpty()
                    && closed.isEmpty()
                    && changed.isEmpty()
                    && connections.isEmpty()
                    && ephemeral.isEmpty();
        }
    }

    record Opened(Listener listener, Moment when) {}

    record Closed(SocketKey key, Moment when) {}

    record Changed(Listener listener, Moment when) {}

    /**
     * The agent was not watching, or had to drop what it saw. A snapshot follows.
     *
     * @param from last look before
     * @param to first look after
     * @param reason for people: the outbox was full, the host was suspended
     */
    record Gap(Position position, Instant from, Instant to, String reason) implements Numbered {}

    /**
     * A step of a stop was taken.
     *
     * @param receipt {@link Receipt} of it, signed with the host's key; empty from an agent that signs none
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record StopProgress(
            Position position,
            UUID stopId,
            StopStep step,
            Instant at,
            Optional<String> detail,
            Optional<Signed> receipt)
            implements Numbered {

        /** Without a receipt. */
        public StopProgress(Position position, UUID stopId, StopStep step, Instant at, Optional<String> detail) {
            this(position, stopId, step, at, detail, Optional.empty());
        }

        public StopProgress with(Signed signed) {
            return new StopProgress(position, stopId, step, at, detail, Optional.of(signed));
        }

        /** The same at another place in the stream. */
        public StopProgress at(Position other) {
            return new StopProgress(other, stopId, step, at, detail, receipt);
        }
    }

    /**
     * A stop has ended; sent again until acknowledged.
     *
     * @param receipt {@link Receipt} of it, signed with the host's key; empty from an agent that signs none
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record StopResult(Position position, UUID stopId, StopOutcome outcome, Instant at, Optional<Signed> receipt)
            implements Numbered {

        /** Without a receipt. */
        public StopResult(Position position, UUID stopId, StopOutcome outcome, Instant at) {
            this(position, stopId, outcome, at, Optional.empty());
        }

        public StopResult with(Signed signed) {
            return new StopResult(position, stopId, outcome, at, Optional.of(signed));
        }

        /** The same at another place in the stream. */
        public StopResult at(Position other) {
            return new StopResult(other, stopId, outcome, at, receipt);
        }
    }

    /**
     * Something came that was no command of the server, and was not carried out. Of one rule the first is told at once, and what follows
     * within a minute together.
     *
     * @param times how often since it was told last
     * @param at when it came last
     * @param stopId the stop that the last one claimed to be of, where that could be read
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record CommandRefused(Position position, CommandRule rule, long times, Instant at, Optional<UUID> stopId)
            implements Numbered {}

    /**
     * The host wants to be known by another key.
     *
     * @param change a {@link dev.portledger.domain.trust.NewHostKey}, signed with the key that it is known by
     * @param possession the same bytes signed with the new key
     */
    record KeyChange(Signed change, Signed possession) implements AgentFrame {}

    /**
     * Which set of the server's command keys the agent knows now, after it has taken a new one.
     *
     * @param serial of the set
     */
    record KeysKnown(long serial, List<String> keyIds) implements AgentFrame {
        public KeysKnown {
            keyIds = List.copyOf(keyIds);
        }
    }

    /**
     * Binds that failed, new ones and those that failed again. A series that is told once more replaces what was told of it.
     *
     * @param bootId the boot they are of
     * @param at when the frame was made
     * @param failed at most {@link FrameLimits#MAX_FAILED_BINDS_PER_FRAME}, no id twice
     */
    record FailedBinds(Position position, UUID bootId, Instant at, List<FailedBindSeries> failed) implements Numbered {
        public FailedBinds {
            failed = List.copyOf(failed);
        }
    }

    /**
     * A sign of life that extends the time watched.
     *
     * @param now the agent's clock when the frame was made
     * @param lookedAt last look at the kernel's table; all changes up to it are in frames up to {@code sent}
     * @param sent the last numbered frame
     * @param roundTrip last measured time between a heartbeat and its answer; empty before the first answer
     * @param residentBytes resident memory of the agent (VmRSS)
     * @param outboxFrames frames that wait for an acknowledgement
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Heartbeat(
            Instant now,
            Instant lookedAt,
            Position sent,
            Optional<Duration> roundTrip,
            long residentBytes,
            int outboxFrames)
            implements AgentFrame {}

    /**
     * How it stands with the host itself, after the welcome and whenever it is different from what was told last. What it says
     * takes the place of what the hello said.
     *
     * @param facilities what the agent can see on its host, and what not; at most {@link FrameLimits#MAX_FACILITIES}
     * @param sysctls settings of the host's kernel
     * @param policy what the host does not let be stopped; empty from an agent that does not tell
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Condition(Instant at, List<Facility> facilities, Sysctls sysctls, Optional<PolicyFacts> policy)
            implements AgentFrame {
        public Condition {
            if (facilities.size() > FrameLimits.MAX_FACILITIES) {
                throw new IllegalArgumentException("more than " + FrameLimits.MAX_FACILITIES + " facilities");
            }
            facilities = List.copyOf(facilities);
        }

        /** A condition that says nothing of the host's policy. */
        public Condition(Instant at, List<Facility> facilities, Sysctls sysctls) {
            this(at, facilities, sysctls, Optional.empty());
        }
    }

    /**
     * A fresh look at one port, in answer to {@link ServerFrame.Inspect}.
     *
     * @param listeners all listeners on the port, holders resolved anew
     * @param connections TIME_WAIT and closing connections on the port
     * @param related other listeners of the same units and processes, which a stop would end as well
     * @param units what systemd says of the units among the holders
     * @param protection per holder what the host's own policy forbids; empty when a stop would be allowed
     * @param bound TCP sockets that are bound to the port and do not listen; empty where the host's kernel cannot show them
     *     (before Linux 6.8) or the agent does not ask for them
     * @param stopFacts what else a plan needs; empty from an agent that does not tell
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Evidence(
            UUID requestId,
            UUID bootId,
            Instant at,
            List<Listener> listeners,
            List<ConnectionCount> connections,
            List<Listener> related,
            List<UnitFacts> units,
            List<Protection> protection,
            Optional<List<Listener>> bound,
            Optional<StopFacts> stopFacts)
            implements AgentFrame {
        public Evidence {
            listeners = List.copyOf(listeners);
            connections = List.copyOf(connections);
            related = List.copyOf(related);
            units = List.copyOf(units);
            protection = List.copyOf(protection);
            bound = bound.map(List::copyOf);
        }

        /** Evidence that says nothing more for a plan. */
        public Evidence(
                UUID requestId,
                UUID bootId,
                Instant at,
                List<Listener> listeners,
                List<ConnectionCount> connections,
                List<Listener> related,
                List<UnitFacts> units,
                List<Protection> protection,
                Optional<List<Listener>> bound) {
            this(requestId, bootId, at, listeners, connections, related, units, protection, bound, Optional.empty());
        }

        /** Evidence that says nothing of sockets that are only bound. */
        public Evidence(
                UUID requestId,
                UUID bootId,
                Instant at,
                List<Listener> listeners,
                List<ConnectionCount> connections,
                List<Listener> related,
                List<UnitFacts> units,
                List<Protection> protection) {
            this(requestId, bootId, at, listeners, connections, related, units, protection, Optional.empty());
        }
    }

    /**
     * The agent keeps checkpoints of the audit log and would like to have the newest; after the welcome, and when it was offered one that
     * does not start where it stands.
     *
     * @param size of the last one it keeps; empty when it keeps none
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Witness(Optional<Long> size) implements AgentFrame {}

    /**
     * The agent keeps a checkpoint, and has signed that it does.
     *
     * @param size of the checkpoint
     * @param cosigner the key it has signed by, {@code name+id+base64}
     * @param line the signature line (c2sp.org/tlog-cosignature)
     */
    record Cosigned(long size, String cosigner, String line) implements AgentFrame {}

    /**
     * The agent does not accept a checkpoint: the log is not a continuation of the one it knows.
     *
     * @param offered the note that was offered
     * @param kept the note that it holds against it; empty when it has none
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record CheckpointRefused(Refusal reason, String offered, Optional<String> kept) implements AgentFrame {}

    /** A frame of a later version; it is ignored. */
    record Unrecognized() implements AgentFrame {}
}
