package dev.portledger.domain.bind;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * SO_REUSEADDR and SO_REUSEPORT of a socket (socket(7)), each empty where it is not known: sock_diag(7) tells neither. A
 * TIME_WAIT socket and an accepted connection have those of the socket they came from.
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ReuseFlags(Optional<Boolean> reuseAddr, Optional<Boolean> reusePort) {

    public static final ReuseFlags UNKNOWN = new ReuseFlags(Optional.empty(), Optional.empty());
    public static final ReuseFlags NONE = of(false, false);

    public static ReuseFlags of(boolean reuseAddr, boolean reusePort) {
        return new ReuseFlags(Optional.of(reuseAddr), Optional.of(reusePort));
    }
}
