package dev.portledger.server.host;

import dev.portledger.server.host.HostProblem.Code;
import dev.portledger.server.host.HostProblem.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Judges what is known of a host. */
final class HostProblems {

    private static final Duration SKEW_NOTICED = Duration.ofSeconds(2);

    private HostProblems() {}

    /** @param gap whether it lost part of what it saw in the last day */
    static List<HostProblem> of(HostFacts host, boolean gap) {
        List<HostProblem> problems = new ArrayList<>();
        switch (host.watch()) {
            case LIVE -> {}
            case NEVER ->
                problems.add(new HostProblem(
                        Code.NEVER_CONNECTED, Severity.WARNING, "enrolled, and its agent has never connected"));
            case OFFLINE ->
                problems.add(new HostProblem(
                        Code.AGENT_OFFLINE,
                        Severity.DANGER,
                        "its agent is not connected" + since(host) + "; what is shown held at the last look"));
            case SILENT ->
                problems.add(new HostProblem(
                        Code.AGENT_SILENT, Severity.DANGER, "its agent is connected and has not looked" + since(host)));
        }
        host.skew()
                .filter(skew -> skew.abs().compareTo(SKEW_NOTICED) > 0)
                .ifPresent(skew -> problems.add(new HostProblem(
                        Code.CLOCK_SKEW,
                        Severity.WARNING,
                        "its clock is " + skew.abs().toSeconds() + " s " + (skew.isNegative() ? "ahead of" : "behind")
                                + " the server's; times are corrected by that")));
        host.facilities().stream()
                .flatMap(List::stream)
                .filter(facility -> !facility.available())
                .forEach(facility -> problems.add(new HostProblem(
                        Code.FACILITY_MISSING,
                        facility.cost().isPresent() ? Severity.WARNING : Severity.INFO,
                        facility.name() + ": " + facility.detail()
                                + facility.cost().map(cost -> " (" + cost + ")").orElse(""))));
        if (gap) {
            problems.add(
                    new HostProblem(Code.COVERAGE_GAP, Severity.INFO, "part of what it saw in the last day is lost"));
        }
        problems.sort(Comparator.comparing(HostProblem::severity));
        return problems;
    }

    private static String since(HostFacts host) {
        return host.lookedAt().map(at -> " since " + at).orElse("");
    }
}
