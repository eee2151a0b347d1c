package dev.portledger.domain.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;

/** When something happened, by the agent's clock, as precisely as it is known and no more. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "known")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Moment.Event.class, name = "event"),
    @JsonSubTypes.Type(value = Moment.BetweenLooks.class, name = "betweenLooks")
})
public sealed interface Moment {

    /** The kernel said so at that time. */
    record Event(Instant at) implements Moment {}

    /**
     * After one look and not later than the next.
     *
     * @param after the last look that did not show it; empty at the first look, where nothing is known of before
     * @param by the first look that showed it
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record BetweenLooks(Optional<Instant> after, Instant by) implements Moment {}
}
