package dev.portledger.agent.holder;

import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/**
 * The boot of the host.
 *
 * @param id {@code /proc/sys/kernel/random/boot_id}
 * @param at when it booted, by the host's clock of now ({@code btime} of proc_stat(5), whole seconds)
 */
public record Boot(UUID id, Instant at) {

    public static Boot read() throws IOException {
        throw new UnsupportedOperationException();
    }
}
