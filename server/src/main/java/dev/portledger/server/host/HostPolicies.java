package dev.portledger.server.host;

import dev.portledger.domain.frame.PolicyFacts;
import dev.portledger.server.page.PageLimit;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.PagedRead;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.RowOrder;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What hosts themselves do not let be stopped, in groups of hosts with the same policy. */
@ApplicationScoped
class HostPolicies {

    /** That of hosts whose agents never told. */
    static final String UNKNOWN = "unknown";

    private static final int NAMES = 3;

    /** Of equal policies: jsonb has one text for equal values. */
    private static final String DIGEST = "left(encode(sha256(convert_to(h.policy::text, 'UTF8')), 'hex'), 32)";

    private static final String ID = "coalesce(" + DIGEST + ", '" + UNKNOWN + "')";

    private static final String KIND = "case when h.policy is null then 'UNKNOWN'"
            + " when h.policy ->> 'problem' is not null then 'MALFORMED'"
            + " when h.policy ->> 'observeOnly' = 'true' then 'OBSERVE_ONLY' else 'RULES' end";

    private static final String GROUPS = " from (select " + ID + " as policy_id, " + KIND + " as kind,"
            + " min(h.policy::text) as policy, count(*) as hosts, array_agg(h.name order by h.name) as names"
            + " from host h group by 1, 2) g where true";

    /** By kind, then the largest first. */
    private static final RowOrder ORDER = new RowOrder(
            List.of(
                    new RowOrder.Part(
                            "array_position(array['MALFORMED', 'UNKNOWN', 'OBSERVE_ONLY', 'RULES'], g.kind)", "int"),
                    new RowOrder.Part("-g.hosts", "bigint"),
                    new RowOrder.Part("g.policy_id", "text")),
            false);

    private final Reading reading;

    HostPolicies(Reading reading) {
        this.reading = reading;
    }

    HostPolicyPage page(Optional<PolicyKind> kind, PageLimit limit, Optional<String> cursor) {
        PagedRead paged = PagedRead.of(ORDER, limit, cursor, "host-policies " + kind);
        Sql groups = Sql.of(GROUPS);
        kind.ifPresent(wanted -> groups.add(" and g.kind = ?", wanted.name()));
        return reading.read(connection -> {
            var page = paged.read(
                    connection,
                    Sql.of("g.policy_id, g.kind, g.policy, g.hosts, g.names[1:" + NAMES + "] as first_names"),
                    groups,
                    HostPolicies::group);
            return new HostPolicyPage(page.rows(), page.next(), counts(connection));
        });
    }

    /** The condition that a host of {@code host h} has that policy. */
    static Sql has(String policyId) {
        return policyId.equals(UNKNOWN) ? Sql.of(" and h.policy is null") : Sql.of(" and " + DIGEST + " = ?", policyId);
    }

    private static HostPolicyPage.Group group(ResultSet row) throws SQLException {
        Optional<PolicyFacts> policy = Columns.optionalString(row, "policy").map(HostFacts::policy);
        return new HostPolicyPage.Group(
                row.getString("policy_id"),
                PolicyKind.valueOf(row.getString("kind")),
                policy,
                row.getLong("hosts"),
                List.of((String[]) row.getArray("first_names").getArray()));
    }

    private static HostPolicyPage.Counts counts(Connection connection) throws SQLException {
        try (var statement = Sql.of("select count(*) filter (where kind = 'MALFORMED') as malformed,"
                                + " count(*) filter (where kind = 'UNKNOWN') as unknown,"
                                + " count(*) filter (where kind = 'OBSERVE_ONLY') as observe_only,"
                                + " count(*) filter (where kind = 'RULES') as rules"
                                + " from (select " + KIND + " as kind from host h) k")
                        .prepare(connection);
                var row = statement.executeQuery()) {
            row.next();
            return new HostPolicyPage.Counts(
                    row.getLong("malformed"),
                    row.getLong("unknown"),
                    row.getLong("observe_only"),
                    row.getLong("rules"));
        }
    }
}
