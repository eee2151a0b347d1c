package dev.portledger.server.host;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Something about a host that somebody should look at. */
public record HostProblem(
        Code code,
        Severity severity,
        @Schema(description = "For people") String message) {

    /** A closed list. */
    @Schema(name = "HostProblemCode")
    public enum Code {
        NEVER_CONNECTED,
        AGENT_OFFLINE,
        AGENT_SILENT,
        CLOCK_SKEW,
        FACILITY_MISSING,
        COVERAGE_GAP;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Schema(name = "Severity")
    public enum Severity {
        DANGER,
        WARNING,
        INFO;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
