package dev.portledger.agent.uplink;

import dev.portledger.domain.trust.CommandKeySet;
import dev.portledger.domain.trust.Signed;
import java.util.Optional;
import java.util.UUID;

/** What a server says to a host that wants to be known to it. */
public sealed interface EnrolmentAnswer {

    /**
     * The server knows the host by its key from now on; the token is spent.
     *
     * @param commandKeys a {@link CommandKeySet} as the server signed it; empty from one that has none
     */
    record Enrolled(UUID hostId, Optional<Signed> commandKeys) implements EnrolmentAnswer {}

    /**
     * The token is wrong, expired or spent; trying again is of no use.
     *
     * @param code the server's word for it, such as {@code enrolment_token_invalid}
     */
    record Refused(String code) implements EnrolmentAnswer {}

    /**
     * The server could not do it now.
     *
     * @param status of HTTP
     * @param code the server's word for it, {@code "no code"} if it says none
     */
    record NotNow(int status, String code) implements EnrolmentAnswer {}
}
