package dev.portledger.domain.finding;

import java.util.List;

/**
 * What was found on a host, and what could not be judged.
 *
 * @param findings by code, then by port
 * @param unknown of which kind there may be more
 */
public record HostFindings(List<Finding> findings, List<Unknown> unknown) {

    public HostFindings {
        findings = List.copyOf(findings);
        unknown = List.copyOf(unknown);
    }

    /**
     * A kind of finding that could not be looked for, or not everywhere.
     *
     * @param why a sentence
     */
    public record Unknown(Finding.Code code, String why) {}

    public static HostFindings of(HostSight sight) {
        return new FindingRule(sight).judge();
    }
}
