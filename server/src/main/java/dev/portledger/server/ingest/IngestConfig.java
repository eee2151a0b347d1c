package dev.portledger.server.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How much of agents the server takes in at once. */
@ConfigMapping(prefix = "portledger.ingest")
public interface IngestConfig {

    /** Agents connected to this server; more are told SERVER_FULL. */
    @WithDefault("20000")
    @Min(1)
    int maxConnections();

    /** Connections that have not been welcomed yet; more are told SERVER_FULL. */
    @WithDefault("500")
    @Min(1)
    int maxBeforeHello();

    /** How long a connection may take to say hello. */
    @WithDefault("PT10S")
    Duration helloWithin();

    /** An agent that says nothing for so long is taken for gone. */
    @WithDefault("PT30S")
    Duration silence();

    /** Numbered frames of one connection that wait for their commit; it is read no further with more. */
    @WithDefault("64")
    @Min(1)
    int maxFramesInFlight();

    /** Kilobytes of frames of all connections that wait for their commit. */
    @WithDefault("65536")
    @Min(1024)
    int maxKilobytesInFlight();

    /** How long a connection waits for its frames to be taken before it is told LEDGER_UNAVAILABLE. */
    @WithDefault("PT10S")
    Duration takeWithin();

    /** Entries in one transaction. */
    @WithDefault("500")
    @Min(1)
    int maxBatch();

    /** Transactions at once; a host always uses the same lane. */
    @WithDefault("2")
    @Min(1)
    @Max(16)
    int lanes();
}
