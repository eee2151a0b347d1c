package dev.portledger.domain.socket;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/**
 * How many connections of one state sit on one local endpoint. A count of zero says that the last one has left.
 *
 * @param netns inode number of the network namespace
 * @param endpoint the local endpoint
 * @param state TIME_WAIT or a closing state
 * @param count connections in that state
 * @param lastLeavesAt for TIME_WAIT, when the last of them expires, by the agent's clock; empty for other states
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ConnectionCount(
        long netns, LocalEndpoint endpoint, TcpState state, int count, Optional<Instant> lastLeavesAt) {}
