package dev.portledger.domain.bind;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What bind(2) or listen(2) would answer. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = BindVerdict.Succeeds.class, name = "succeeds"),
    @JsonSubTypes.Type(value = BindVerdict.Fails.class, name = "fails"),
    @JsonSubTypes.Type(value = BindVerdict.Unknown.class, name = "unknown")
})
public sealed interface BindVerdict {

    /**
     * It would succeed.
     *
     * @param rivals bound sockets with which the port would be shared by SO_REUSEADDR alone: whichever calls listen(2) first
     *     has it, and the other's listen(2) fails with EADDRINUSE. Empty if the claimant does not listen
     */
    record Succeeds(List<BoundSocket> rivals) implements BindVerdict {
        public Succeeds {
            rivals = List.copyOf(rivals);
        }
    }

    /**
     * It would fail.
     *
     * @param errnos one error; several, in the order in which the kernel checks, where only that is in doubt which
     * @param obstacles the sockets that are in the way for certain; empty where none is the reason
     * @param doubts other sockets that may be in the way too, and what is missing to tell which error it is
     */
    record Fails(List<Errno> errnos, List<Obstacle> obstacles, List<Doubt> doubts) implements BindVerdict {
        public Fails {
            errnos = List.copyOf(errnos);
            obstacles = List.copyOf(obstacles);
            doubts = List.copyOf(doubts);
        }
    }

    /** It cannot be told, because of what is not known. */
    record Unknown(List<Doubt> doubts) implements BindVerdict {
        public Unknown {
            doubts = List.copyOf(doubts);
        }
    }

    /**
     * A socket that is in the way.
     *
     * @param socket the socket
     * @param overlap why the addresses meet
     * @param notShared why the port may not be shared, each reason that is known
     */
    record Obstacle(BoundSocket socket, Overlap overlap, Set<NotShared> notShared) {
        public Obstacle {
            notShared = Set.copyOf(notShared);
        }
    }

    /**
     * What is missing, of a socket that may be in the way or of the host.
     *
     * @param socket the socket; empty if it is a matter of the host or the claimant
     * @param missing what would have to be known
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Doubt(Optional<BoundSocket> socket, Set<MissingFact> missing) {
        public Doubt {
            missing = Set.copyOf(missing);
        }
    }
}
