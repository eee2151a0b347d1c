package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.AgentFrame.StopProgress;
import dev.portledger.domain.frame.AgentFrame.StopResult;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.Receipt;
import dev.portledger.domain.trust.CommandKeySet;
import dev.portledger.domain.trust.Purpose;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** Who this host is, by which key, and from whom it takes commands. */
public final class HostTrust {

    private final UUID hostId;
    private final HostKeys keys;
    private final CommandKeyPins pins;
    private final RefusedCommands refused;

    private HostTrust(UUID hostId, HostKeys keys, CommandKeyPins pins, RefusedCommands refused) {
        this.hostId = hostId;
        this.keys = keys;
        this.pins = pins;
        this.refused = refused;
    }

    /**
     * @param machineId {@code /etc/machine-id}
     * @param outbox where the server is told of what was refused
     * @throws IOException when the host's id or a key cannot be read or made
     */
    public static HostTrust open(Path machineId, Path stateFolder, Outbox outbox) throws IOException {
        return new HostTrust(
                HostIdentity.of(machineId, stateFolder),
                HostKeys.open(stateFolder),
                CommandKeyPins.open(stateFolder),
                new RefusedCommands(outbox));
    }

    public UUID hostId() {
        return hostId;
    }

    HostKeys keys() {
        return keys;
    }

    CommandKeyPins pins() {
        return pins;
    }

    RefusedCommands refused() {
        return refused;
    }

    /** The step with its receipt. */
    public StopProgress receipted(StopProgress step) {
        return step.with(keys.sign(Purpose.RECEIPT, Receipt.of(hostId, step).bytes()));
    }

    /** The outcome with its receipt. */
    public StopResult receipted(StopResult result) {
        return result.with(keys.sign(Purpose.RECEIPT, Receipt.of(hostId, result).bytes()));
    }

    /** Whether the server can have anything done here. */
    public Facility facility() {
        Optional<CommandKeySet> set = pins.known();
        String refusals = refused.total() == 0 ? "" : "; " + refused.total() + " were refused since the agent started";
        return set.map(known -> new Facility(
                        "commands",
                        true,
                        "commands are taken if signed with the key " + shortened(known) + refusals,
                        Optional.empty()))
                .orElseGet(() -> new Facility(
                        "commands",
                        false,
                        "the server's command key is not known here; enrol this host again" + refusals,
                        Optional.of("nothing can be stopped on this host from the console")));
    }

    private static String shortened(CommandKeySet set) {
        return set.keyIds().getFirst().substring(0, 16);
    }
}
