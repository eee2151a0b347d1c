package dev.portledger.agent.stop;

import java.util.List;

/** What a host's administrator has configured of stops. */
sealed interface LocalPolicy {

    LocalPolicy NOTHING = new Rules(false, List.of());

    /** @param observeOnly nothing may be stopped */
    record Rules(boolean observeOnly, List<ConfiguredRule> rules) implements LocalPolicy {
        public Rules {
            rules = List.copyOf(rules);
        }
    }

    /** It cannot be understood, so that nothing may be stopped: whoever wrote it wanted to protect something. */
    record Malformed(String problem) implements LocalPolicy {}
}
