package dev.portledger.domain.bind;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.LocalEndpoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Why a bind failed, each with what it is known by. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Cause.Service.class, name = "service"),
    @JsonSubTypes.Type(value = Cause.SocketUnit.class, name = "socketUnit"),
    @JsonSubTypes.Type(value = Cause.Container.class, name = "container"),
    @JsonSubTypes.Type(value = Cause.SurvivingProcess.class, name = "survivingProcess"),
    @JsonSubTypes.Type(value = Cause.DoubleStart.class, name = "doubleStart"),
    @JsonSubTypes.Type(value = Cause.OtherProcess.class, name = "otherProcess"),
    @JsonSubTypes.Type(value = Cause.TimeWaitOnly.class, name = "timeWaitOnly"),
    @JsonSubTypes.Type(value = Cause.LeftoverConnections.class, name = "leftoverConnections"),
    @JsonSubTypes.Type(value = Cause.EphemeralTheft.class, name = "ephemeralTheft"),
    @JsonSubTypes.Type(value = Cause.BoundNotListening.class, name = "boundNotListening"),
    @JsonSubTypes.Type(value = Cause.AddressesMeet.class, name = "addressOverlap"),
    @JsonSubTypes.Type(value = Cause.ReusePortMismatch.class, name = "reusePortMismatch"),
    @JsonSubTypes.Type(value = Cause.KernelSocket.class, name = "kernelSocket"),
    @JsonSubTypes.Type(value = Cause.NotInUse.class, name = "notInUse"),
    @JsonSubTypes.Type(value = Cause.Unknown.class, name = "unknown")
})
public sealed interface Cause {

    /** The error that bind(2) gives for this cause; empty where the cause is not known. */
    @JsonIgnore
    default Optional<Errno> error() {
        return switch (this) {
            case NotInUse not -> Optional.of(not.errno());
            case Unknown _ -> Optional.empty();
            default -> Optional.of(Errno.EADDRINUSE);
        };
    }

    /** A service of systemd has it. {@code ofUser} is the uid of its user manager, {@code state} what systemd says of it. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Service(String unit, Optional<Long> ofUser, Holder holder, LocalEndpoint endpoint, Optional<UnitState> state)
            implements Cause {}

    /**
     * A socket unit has it: PID 1 is a holder.
     *
     * @param socketUnit its name; empty where it is not known
     * @param service the service that has the socket too, or that it triggers
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record SocketUnit(Optional<String> socketUnit, Optional<String> service, LocalEndpoint endpoint) implements Cause {}

    /**
     * A container has it, itself or by its engine's proxy.
     *
     * @param id empty where only the proxy is known
     * @param name empty where the engine has not told it
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Container(String runtime, Optional<String> id, Optional<String> name, Holder holder, LocalEndpoint endpoint)
            implements Cause {}

    /** An old process of the claimant's program outlived its unit or session. {@code unit} is the unit it is left of. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record SurvivingProcess(Holder holder, Optional<String> unit, LocalEndpoint endpoint) implements Cause {}

    /** The same program with the same arguments runs already. */
    record DoubleStart(Holder holder, Claimant claimant, LocalEndpoint endpoint) implements Cause {}

    /** A process that neither systemd nor a container engine manages, as far as is known. */
    record OtherProcess(Holder holder, LocalEndpoint endpoint) implements Cause {}

    /**
     * Nothing but TIME_WAIT.
     *
     * @param count how many
     * @param lastLeavesAt when the last of them leaves by itself, by the agent's clock; empty where it is not told
     * @param claimantReuseAddr SO_REUSEADDR of the claimant
     * @param holderReuseAddr SO_REUSEADDR of the socket they come from
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record TimeWaitOnly(
            int count,
            Optional<Instant> lastLeavesAt,
            Optional<Boolean> claimantReuseAddr,
            Optional<Boolean> holderReuseAddr)
            implements Cause {}

    /**
     * No listener, but connections of an earlier one.
     *
     * @param connections some of them
     * @param more how many more there are
     */
    record LeftoverConnections(List<HeldSocket> connections, int more) implements Cause {
        private static final int LISTED = 10;

        public LeftoverConnections {
            connections = List.copyOf(connections);
        }

        static LeftoverConnections of(List<HeldSocket> all) {
            List<HeldSocket> listed = all.stream().limit(LISTED).toList();
            return new LeftoverConnections(listed, all.size() - listed.size());
        }
    }

    /**
     * A client's connection took the port.
     *
     * @param connection the connection, or its TIME_WAIT
     * @param range the ports for clients; empty where it is not known
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record EphemeralTheft(HeldSocket connection, Optional<PortRange> range) implements Cause {}

    /** A socket that is bound and does not listen. */
    record BoundNotListening(HeldSocket socket) implements Cause {}

    /** Another address than the wanted one, which meets it. */
    record AddressesMeet(LocalEndpoint wanted, HeldSocket held, Overlap overlap) implements Cause {}

    /** One of them or both want to share by SO_REUSEPORT, and may not. */
    record ReusePortMismatch(HeldSocket held, List<NotShared> reasons) implements Cause {
        public ReusePortMismatch {
            reasons = reasons.stream().sorted().toList();
        }
    }

    /** A socket that no process has open. {@code subsystem} is a guess by the port. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record KernelSocket(LocalEndpoint endpoint, Optional<String> subsystem) implements Cause {}

    /** Not a matter of other sockets. */
    record NotInUse(Errno errno, LocalEndpoint wanted) implements Cause {}

    /** It cannot be told, and why. */
    record Unknown(String reason) implements Cause {}
}
