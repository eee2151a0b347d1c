package dev.portledger.domain.holder;

import java.util.UUID;

/**
 * One process of one boot; a bare pid is reused, this is not.
 *
 * @param bootId {@code /proc/sys/kernel/random/boot_id}
 * @param pid process id in the agent's pid namespace
 * @param startTicks field 22 of {@code /proc/PID/stat}, clock ticks after boot (proc_pid_stat(5))
 */
public record ProcessIdentity(UUID bootId, int pid, long startTicks) {}
