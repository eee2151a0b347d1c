package dev.portledger.server.host;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.frame.PolicyFacts;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of the policies that hosts have, those first that somebody should look at. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record HostPolicyPage(
        List<Group> items,

        @Schema(description = "For the next page; absent on the last one")
        Optional<String> nextCursor,

        Counts hosts) {

    public HostPolicyPage {
        items = List.copyOf(items);
    }

    /** Hosts whose policies are equal. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "HostPolicyGroup")
    public record Group(
            @Schema(description = "For hosts?policy=…; `unknown` for hosts whose agents never told")
            String policyId,

            PolicyKind kind,

            @Schema(description = "As the agents told it last; absent where they never did")
            Optional<PolicyFacts> policy,

            @Schema(description = "How many: hosts?policy=…")
            long hosts,

            @Schema(description = "The first names of them") List<String> names) {
        public Group {
            names = List.copyOf(names);
        }
    }

    /** Hosts by the kind of their policy. */
    @Schema(name = "HostPolicyCounts", description = "Each number counts the hosts of host-policies?kind=…")
    public record Counts(long malformed, long unknown, long observeOnly, long rules) {}
}
