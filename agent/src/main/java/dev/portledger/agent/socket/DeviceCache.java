package dev.portledger.agent.socket;

import dev.portledger.agent.netlink.DeviceNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** Names of interfaces by index, each asked for once until {@link #forget}, since interfaces may be renamed. */
final class DeviceCache {

    private final Map<Integer, Optional<String>> names = new HashMap<>();
    private final IntFunction<String> ask;

    /** Of the agent's own network namespace. */
    DeviceCache() {
        this(DeviceNames::name);
    }

    /** @param ask the name of the interface of an index, in some network namespace */
    DeviceCache(IntFunction<String> ask) {
        this.ask = ask;
    }

    /** Empty for index 0, which means no interface. */
    Optional<String> name(int index) {
        return index == 0 ? Optional.empty() : names.computeIfAbsent(index, unknown -> Optional.of(ask.apply(unknown)));
    }

    void forget() {
        names.clear();
    }
}
