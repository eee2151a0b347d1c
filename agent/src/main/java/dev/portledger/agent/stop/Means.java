package dev.portledger.agent.stop;

import dev.portledger.agent.engine.EngineControl;
import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.netlink.SockDestroy;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.stop.StopMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** By what ports are freed on this host. */
record Means(Systemd systemd, EngineControl engines, TimeWaitRelease timeWait, Optional<String> noRelease) {

    /** @param timeWait for the namespaces of this host */
    static Means ofThisHost(EngineSockets sockets, TimeWaitRelease timeWait) {
        return new Means(Systemd.ofThisHost(), new EngineControl(sockets), timeWait, whyNoRelease());
    }

    private static Optional<String> whyNoRelease() {
        try {
            SockDestroy.probe();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The names of the methods that can be used here. */
    List<String> methods() {
        List<String> methods = new ArrayList<>(List.of(StopMethod.PROCESS, StopMethod.CONTAINER));
        if (systemd.isThere()) {
            methods.addAll(List.of(StopMethod.SYSTEM_UNIT, StopMethod.SYSTEM_UNITS, StopMethod.USER_UNIT));
        }
        if (noRelease.isEmpty()) {
            methods.add(StopMethod.RELEASE_TIME_WAIT);
        }
        return methods;
    }

    List<Facility> facilities() {
        return List.of(
                systemd.facility(),
                noRelease
                        .map(why -> new Facility(
                                "sock_destroy", false, why, Optional.of("TIME_WAIT sockets cannot be released")))
                        .orElseGet(() -> new Facility(
                                "sock_destroy",
                                true,
                                "TIME_WAIT sockets can be released on request",
                                Optional.empty())));
    }
}
