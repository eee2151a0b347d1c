package dev.portledger.domain.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Something the agent can use on its host, or can't, and what that costs.
 *
 * @param name stable name, {@code sock_diag}, {@code holders}, {@code cgroup2}, {@code systemd}, {@code events}
 * @param available whether it is in use
 * @param detail what is used, or why it is missing, in a sentence
 * @param cost what the user loses; empty when nothing
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Facility(String name, boolean available, String detail, Optional<String> cost) {}
