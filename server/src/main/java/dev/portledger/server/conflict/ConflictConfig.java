package dev.portledger.server.conflict;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When failed binds are settled by themselves, and how long they are kept. */
@ConfigMapping(prefix = "portledger.conflict")
public interface ConflictConfig {

    /** A failed bind is resolved when its host was watched for so long and nobody has tried again. */
    @WithDefault("PT24H")
    Duration quietAfter();

    /** Failed binds whose last failure is older are deleted; what people did about them stays in the audit log. */
    @WithDefault("P90D")
    Duration keep();
}
