package dev.portledger.domain.bind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.holder.Holders;
import java.util.Optional;

/**
 * A socket on the port and who has it open.
 *
 * @param socket the socket
 * @param holders every holder, or those that could be seen
 * @param flagGap why its flags are not known; empty where they are, or nobody has asked
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record HeldSocket(BoundSocket socket, Holders holders, Optional<FlagGap> flagGap) {

    /** A socket of whose flags no more is known than it says. */
    public HeldSocket(BoundSocket socket, Holders holders) {
        this(socket, holders, Optional.empty());
    }

    /** The same socket as it was found when it was asked. */
    public HeldSocket with(BoundSocket asked) {
        return new HeldSocket(asked, holders, Optional.empty());
    }

    /** The same, with the reason why its flags are not known. */
    public HeldSocket withoutFlags(FlagGap gap) {
        return new HeldSocket(socket, holders, Optional.of(gap));
    }
}
