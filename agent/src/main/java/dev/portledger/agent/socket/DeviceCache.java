package dev.portledger.agent.socket;

import dev.portledger.agent.netlink.DeviceNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Names of interfaces by index, each asked for once until {@link #forget}, since interfaces may be renamed. */
final class DeviceCache {

    private final Map<Integer, Optional<String>> names = new HashMap<>();

    /** Empty for index 0, which means no interface. */
    Optional<String> name(int index) {
        return index == 0
                ? Optional.empty()
                : names.computeIfAbsent(index, unknown -> Optional.of(DeviceNames.name(unknown)));
    }

    void forget() {
        names.clear();
    }
}
