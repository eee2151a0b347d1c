package dev.portledger.domain.stop;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.portledger.domain.holder.ProcessIdentity;
import java.util.List;
import java.util.Optional;

/** The one thing the agent does to free a port. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StopMethod.SystemUnit.class, name = StopMethod.SYSTEM_UNIT),
    @JsonSubTypes.Type(value = StopMethod.SystemUnits.class, name = StopMethod.SYSTEM_UNITS),
    @JsonSubTypes.Type(value = StopMethod.UserUnit.class, name = StopMethod.USER_UNIT),
    @JsonSubTypes.Type(value = StopMethod.Container.class, name = StopMethod.CONTAINER),
    @JsonSubTypes.Type(value = StopMethod.Process.class, name = StopMethod.PROCESS),
    @JsonSubTypes.Type(value = StopMethod.ReleaseTimeWait.class, name = StopMethod.RELEASE_TIME_WAIT)
})
public sealed interface StopMethod {

    String SYSTEM_UNIT = "systemUnit";
    String SYSTEM_UNITS = "systemUnits";
    String USER_UNIT = "userUnit";
    String CONTAINER = "container";
    String PROCESS = "process";
    String RELEASE_TIME_WAIT = "releaseTimeWait";

    /** {@code systemctl stop UNIT} at the system manager. */
    record SystemUnit(String unit) implements StopMethod {}

    /**
     * {@code systemctl stop SOCKET… SERVICE…}: socket units and what they trigger in one transaction, since a socket that stays would
     * start the service again with the next connection.
     *
     * @param units socket units first; at least one
     */
    record SystemUnits(List<String> units) implements StopMethod {
        public SystemUnits {
            units = List.copyOf(units);
        }
    }

    /** {@code systemctl --user stop UNIT} at the manager of that user. */
    record UserUnit(String unit, long uid) implements StopMethod {}

    /**
     * A stop of a container by its engine, which then does not start it again.
     *
     * @param runtime {@code docker} or {@code podman}
     * @param id 64 hex digits
     * @param name for people and commands; empty where it is not known
     * @param signal SIGTERM stands for the stop signal that the container is configured with, which no SIGKILL follows however long it
     *     takes; with SIGKILL it is killed at once
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Container(String runtime, String id, Optional<String> name, Signal signal) implements StopMethod {}

    /** A signal through a pidfd, after the identity has been checked on it. */
    @SuppressWarnings("AvoidCommonTypeNames") // always written StopMethod.Process
    record Process(ProcessIdentity process, Signal signal) implements StopMethod {}

    /** TIME_WAIT sockets that a bind to the target's endpoint could meet are destroyed (SOCK_DESTROY, sock_diag(7)), and no others. */
    record ReleaseTimeWait() implements StopMethod {}
}
