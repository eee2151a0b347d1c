package dev.portledger.agent.stop;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.stop.StopOutcome;
import java.time.Instant;

/** A line of a stop's journal. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JournalEvent.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = JournalEvent.Requesting.class, name = "requesting"),
    @JsonSubTypes.Type(value = JournalEvent.Settled.class, name = "settled"),
    @JsonSubTypes.Type(value = JournalEvent.Told.class, name = "told"),
    @JsonSubTypes.Type(value = JournalEvent.Watching.class, name = "watching"),
    @JsonSubTypes.Type(value = JournalEvent.Corrected.class, name = "corrected"),
    @JsonSubTypes.Type(value = JournalEvent.Watched.class, name = "watched")
})
sealed interface JournalEvent {

    /** It has come in; from here on it ends in an outcome, whatever happens. */
    record Accepted(Instant at, ServerFrame.Stop stop) implements JournalEvent {}

    /** The act comes next. Whether it was done cannot be known from the journal; it is never done again. */
    record Requesting(Instant at) implements JournalEvent {}

    record Settled(Instant at, StopOutcome outcome) implements JournalEvent {}

    /** The outcome is in the outbox. */
    record Told(Instant at) implements JournalEvent {}

    /** The outcome that comes next is told early, and the endpoint is watched until then. */
    record Watching(Instant at, Instant until) implements JournalEvent {}

    /** Somebody has taken the endpoint; what was settled no longer counts. */
    record Corrected(Instant at, StopOutcome outcome) implements JournalEvent {}

    /** The watch is over, and its result in the outbox if there is one. */
    record Watched(Instant at) implements JournalEvent {}
}
