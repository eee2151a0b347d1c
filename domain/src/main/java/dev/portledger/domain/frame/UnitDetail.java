package dev.portledger.domain.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What else {@code systemctl show} says of a unit, for who plans to stop it.
 *
 * @param ofUser uid of the user whose manager runs it; empty for the system's
 * @param restartDelay RestartSec=
 * @param stopTimeout TimeoutStopSec=, after which systemd sends SIGKILL; empty for infinity
 * @param unitFileState UnitFileState=, {@code enabled}; empty where there is no file
 * @param listens of a socket unit: what it listens on, as {@code 0.0.0.0:8080} or {@code [::]:8080}
 * @param triggers of a socket unit: what it starts
 * @param links related units
 * @param cut whether there are more related units than were followed
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record UnitDetail(
        Optional<Long> ofUser,
        Optional<Duration> restartDelay,
        Optional<Duration> stopTimeout,
        Optional<String> unitFileState,
        List<String> listens,
        List<String> triggers,
        List<UnitLink> links,
        boolean cut) {
    public UnitDetail {
        listens = List.copyOf(listens);
        triggers = List.copyOf(triggers);
        links = List.copyOf(links);
    }
}
