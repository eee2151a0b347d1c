package dev.portledger.server.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a browser is told. {@code seq} grows by one with each frame of a connection; {@code at} is the server's clock. Frames carry no
 * data: they say what to ask for again.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LiveFrame.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = LiveFrame.Changed.class, name = "changed"),
    @JsonSubTypes.Type(value = LiveFrame.StopChanged.class, name = "stop"),
    @JsonSubTypes.Type(value = LiveFrame.AuditGrew.class, name = "audit"),
    @JsonSubTypes.Type(value = LiveFrame.Heartbeat.class, name = "heartbeat"),
    @JsonSubTypes.Type(value = LiveFrame.Resync.class, name = "resync")
})
sealed interface LiveFrame {

    /** The first frame: from now on nothing is missed without a gap in {@code seq}. */
    record Hello(long seq, Instant at) implements LiveFrame {}

    /** Facts of these hosts changed. */
    record Changed(long seq, Instant at, List<Host> hosts) implements LiveFrame {}

    /**
     * @param ports ports on which something changed, at most 50
     * @param more whether there were other ports; absent when not
     * @param topics {@code listeners}, {@code connections}, {@code host}
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Host(UUID hostId, List<Integer> ports, Optional<Boolean> more, List<String> topics) {}

    /** A stop has gone on. */
    record StopChanged(long seq, Instant at, UUID stopId) implements LiveFrame {}

    /** The audit log has new entries. */
    record AuditGrew(long seq, Instant at) implements LiveFrame {}

    /** Nothing happened, and the connection is alive. */
    record Heartbeat(long seq, Instant at) implements LiveFrame {}

    /** More happened than could be kept for this browser: ask again for everything. */
    record Resync(long seq, Instant at) implements LiveFrame {}
}
