package dev.portledger.domain.holder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/** What started a process and would have to stop it, read from its cgroup path, or told by the container engine it belongs to. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Management.Unit.class, name = "unit"),
    @JsonSubTypes.Type(value = Management.Container.class, name = "container"),
    @JsonSubTypes.Type(value = Management.Unmanaged.class, name = "nobody"),
    @JsonSubTypes.Type(value = Management.Unknown.class, name = "unknown")
})
public sealed interface Management {

    /**
     * A systemd service.
     *
     * @param name unit name with suffix, {@code orders.service}
     * @param ofUser uid of the user manager that runs it; empty for the system manager
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Unit(String name, Optional<Long> ofUser) implements Management {}

    /**
     * A container.
     *
     * @param runtime {@code docker}, {@code containerd}, {@code cri-o}, {@code podman}
     * @param id the runtime's 64 hex digits
     * @param name its name, as the engine told it; empty where the engine could not be asked or has no names
     * @param image the image's name, likewise
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Container(String runtime, String id, Optional<String> name, Optional<String> image) implements Management {

        private static final int SHORT_ID = 12;

        /** A container of which no more than its cgroup tells is known. */
        public Container(String runtime, String id) {
            this(runtime, id, Optional.empty(), Optional.empty());
        }

        /** The name, or else the first digits of the id, as its engine's own commands show and take them. */
        public String shortName() {
            return name.orElseGet(() -> id.substring(0, Math.min(SHORT_ID, id.length())));
        }
    }

    /**
     * Neither a service nor a container: started by hand or by something outside systemd.
     *
     * @param scope the scope or slice it runs in, {@code session-20.scope}; empty at the root of the hierarchy
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Unmanaged(Optional<String> scope) implements Management {}

    /** The cgroup could not be read. */
    record Unknown(String reason) implements Management {}
}
