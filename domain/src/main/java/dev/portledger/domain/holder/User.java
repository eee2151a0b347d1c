package dev.portledger.domain.holder;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/** A user by uid, with the name where the host's user database has one. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record User(long uid, Optional<String> name) {}
