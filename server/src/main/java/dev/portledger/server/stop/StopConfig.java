package dev.portledger.server.stop;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long things may take in a stop. */
@ConfigMapping(prefix = "portledger.stop")
interface StopConfig {

    /** A plan can be requested for so long. */
    @WithDefault("PT5M")
    Duration planValidFor();

    /** The agent begins within so long after the request, or not at all. */
    @WithDefault("PT30S")
    Duration beginWithin();

    /** The holder has so long to end after it was told to. */
    @WithDefault("PT30S")
    Duration timeLimit();

    /** The port is watched for so long for somebody who takes it again. */
    @WithDefault("PT3S")
    Duration verifyFor();

    /** Without a report for so long after everything should be done, a stop is settled as unknown. */
    @WithDefault("PT30S")
    Duration patience();
}
