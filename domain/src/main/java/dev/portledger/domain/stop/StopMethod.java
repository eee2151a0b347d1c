package dev.portledger.domain.stop;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.portledger.domain.holder.ProcessIdentity;

/** The one thing the agent does to free a port. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StopMethod.SystemUnit.class, name = "systemUnit"),
    @JsonSubTypes.Type(value = StopMethod.Process.class, name = "process")
})
public sealed interface StopMethod {

    /** {@code systemctl stop UNIT} at the system manager. */
    record SystemUnit(String unit) implements StopMethod {}

    /** A signal through a pidfd, after the identity has been checked on it. */
    @SuppressWarnings("AvoidCommonTypeNames") // always written StopMethod.Process
    record Process(ProcessIdentity process, Signal signal) implements StopMethod {}
}
