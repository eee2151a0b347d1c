package dev.portledger.agent.holder;

import dev.portledger.agent.engine.Container;
import dev.portledger.agent.engine.Engines;
import dev.portledger.agent.engine.Finding;
import dev.portledger.domain.holder.Management;
import java.util.Optional;
import java.util.Set;

/**
 * Puts the container in the place of the engine's service where a process of the engine listens for it, and names containers.
 * Never waits: what an engine was not asked yet is {@code Unknown} for now, and never the engine's own unit, which would be the
 * wrong thing to stop.
 */
final class ContainerNaming {

    private static final Set<String> ENGINES = Set.of("podman.service", "crio.service", "kubelet.service");

    private final Engines engines;

    ContainerNaming(Engines engines) {
        this.engines = engines;
    }

    /** Whether engines have a say in who manages this process. */
    static boolean concerns(ProcessDescription process) {
        return !(process.engineRole() instanceof EngineRole.None)
                || process.management() instanceof Management.Container;
    }

    Management management(ProcessDescription process, HolderFinder.Wanted socket) {
        return switch (process.engineRole()) {
            case EngineRole.None _ ->
                process.management() instanceof Management.Container container
                        ? named(container, process.engineUser())
                        : process.management();
            // a unit made for the container (podman-systemd.unit(5)) would start it again
            case EngineRole.Keeps(var _)
            when process.management() instanceof Management.Unit(String unit, var _) && !ENGINES.contains(unit) ->
                process.management();
            case EngineRole.Keeps(Management.Container container) ->
                named(container, Optional.of(process.user().uid()));
            case EngineRole.Forwards(boolean only) -> served(process, socket, only);
        };
    }

    /** Only Docker's and Podman's API is spoken here; a container of another runtime keeps its id. */
    private Management named(Management.Container container, Optional<Long> user) {
        boolean askable =
                container.runtime().equals("docker") || container.runtime().equals("podman");
        return askable && engines.container(container.id(), user) instanceof Finding.Found(Container found)
                ? managed(found)
                : container;
    }

    private Management served(ProcessDescription process, HolderFinder.Wanted socket, boolean only) {
        Finding finding = engines.publisher(
                process.process(), process.user().uid(), socket.inode(), socket.protocol(), socket.endpoint());
        return switch (finding) {
            case Finding.Found(Container found) -> managed(found);
            case Finding.Asking _ -> unknown(process, "its engine is being asked");
            case Finding.Unanswered(String reason) -> unknown(process, reason);
            // a port of its own: the API of dockerd, a virtual machine of passt
            case Finding.Unlisted _ ->
                only ? unknown(process, "its engine lists none that publishes this port") : process.management();
        };
    }

    private static Management managed(Container found) {
        return new Management.Container(
                found.runtime(),
                found.id(),
                Optional.of(found.name()),
                Optional.of(found.image()).filter(image -> !image.isEmpty()));
    }

    private static Management unknown(ProcessDescription process, String reason) {
        return new Management.Unknown(process.comm() + " listens for a container, which is unknown: " + reason);
    }
}
