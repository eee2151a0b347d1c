package dev.portledger.local.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.portledger.domain.holder.ProcessIdentity;
import java.time.Instant;
import java.util.Map;

/**
 * Who is running on a data folder. Parts are named by identity, not by pid alone, so that what is left of a run that was killed can
 * be ended without ever hitting another process.
 *
 * @param address where the console answers
 * @param parts process of each part by its name
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Run(ProcessIdentity supervisor, Instant since, String address, Map<String, ProcessIdentity> parts) {

    public Run {
        parts = Map.copyOf(parts);
    }
}
