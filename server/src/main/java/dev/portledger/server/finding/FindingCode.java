package dev.portledger.server.finding;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.portledger.domain.finding.Finding;
import java.util.Locale;

/** A closed list. */
public enum FindingCode {
    TCP_TW_RECYCLE,
    TCP_TW_REUSE,
    LISTENER_IN_EPHEMERAL_RANGE,
    UNMANAGED_SERVER,
    NEEDED_SIGKILL;

    static FindingCode of(Finding.Code code) {
        return switch (code) {
            case TCP_TW_RECYCLE -> TCP_TW_RECYCLE;
            case TCP_TW_REUSE -> TCP_TW_REUSE;
            case LISTENER_IN_EPHEMERAL_RANGE -> LISTENER_IN_EPHEMERAL_RANGE;
            case UNMANAGED_SERVER -> UNMANAGED_SERVER;
            case NEEDED_SIGKILL -> NEEDED_SIGKILL;
        };
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
