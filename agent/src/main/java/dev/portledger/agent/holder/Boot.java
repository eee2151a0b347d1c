package dev.portledger.agent.holder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/**
 * The boot of the host.
 *
 * @param id {@code /proc/sys/kernel/random/boot_id}
 * @param at when it booted, by the host's clock of now ({@code btime} of proc_stat(5), whole seconds)
 */
public record Boot(UUID id, Instant at) {

    private static final String BTIME = "btime ";

    public static Boot read() throws IOException {
        String id = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            long seconds = lines.filter(line -> line.startsWith(BTIME))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(BTIME.length()).strip()))
                    .findFirst()
                    .orElseThrow(() -> new IOException("/proc/stat has no btime"));
            return new Boot(UUID.fromString(id), Instant.ofEpochSecond(seconds));
        } catch (IllegalArgumentException e) {
            throw new IOException("boot id or boot time of /proc cannot be read", e);
        }
    }
}
