package dev.portledger.agent.bindwatch;

import java.util.Optional;

/**
 * The process in whose system call an event happened. It may have ended since, and its pid may belong to another one: compare
 * the start time of what {@code /proc} shows with the time of the event.
 *
 * @param pid the process, in the host's initial pid namespace
 * @param tid the thread
 * @param uid the real user id; empty where the source does not tell
 * @param comm name of the thread, at most 15 bytes; bytes that are not UTF-8 are replaced
 * @param cgroupId id of its cgroup (cgroup2); empty where the source does not tell
 */
public record Caller(int pid, int tid, Optional<Long> uid, String comm, Optional<Long> cgroupId) {}
