package dev.portledger.server.approval;

import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table policy_rule. Its rows are written once. */
@ApplicationScoped
class RuleStore {

    private final AgroalDataSource database;

    RuleStore(AgroalDataSource database) {
        this.database = database;
    }

    /** Those that count now; such that forbid come first. */
    List<PolicyRule> inForce() throws SQLException {
        return list(Sql.of("select * from policy_rule_now where not retired"
                + " order by effect = 'FORBID' desc, approvals desc, name, rule_id"));
    }

    /** The latest version of each. */
    List<PolicyRule> latest(PolicyRule.Kind kind, int limit) throws SQLException {
        return list(Sql.of(
                "select * from policy_rule_now where kind = ? order by retired, name, rule_id limit ?",
                kind.name(),
                limit));
    }

    /** All versions, the latest first. */
    List<PolicyRule> versions(PolicyRule.Kind kind, UUID ruleId) throws SQLException {
        return list(Sql.of(
                "select * from policy_rule where kind = ? and rule_id = ? order by version desc", kind.name(), ruleId));
    }

    long count() throws SQLException {
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement("select count(*) from policy_rule_now where not retired");
                var row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Adds a version; an SQLException with the state of a unique violation if somebody was faster. */
    void insert(PolicyRule rule) throws SQLException {
        try (Connection connection = database.getConnection();
                var insert = connection.prepareStatement("""
                        insert into policy_rule (rule_id, version, kind, name, applies, effect, approvals, approvers,
                            request_valid_for, run_within, break_glass, retired, changed_by, changed_at)
                        values (?, ?, ?, ?, ?::jsonb, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)""")) {
            insert.setObject(1, rule.ruleId());
            insert.setInt(2, rule.version());
            insert.setString(3, rule.kind().name());
            insert.setString(4, rule.name());
            insert.setString(5, StoredJson.write(rule.match()));
            insert.setString(6, rule.effect().name());
            insert.setInt(7, rule.approvals());
            insert.setString(8, StoredJson.write(rule.approvers()));
            insert.setLong(9, rule.requestValidFor().toSeconds());
            insert.setLong(10, rule.runWithin().toSeconds());
            insert.setBoolean(11, rule.breakGlass());
            insert.setBoolean(12, rule.retired());
            insert.setString(13, rule.changedBy());
            insert.setObject(14, StoredJson.utc(rule.changedAt()));
            insert.executeUpdate();
        }
    }

    private List<PolicyRule> list(Sql query) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = query.prepare(connection);
                var rows = statement.executeQuery()) {
            List<PolicyRule> found = new ArrayList<>();
            while (rows.next()) {
                found.add(read(rows));
            }
            return found;
        }
    }

    private static PolicyRule read(ResultSet row) throws SQLException {
        return new PolicyRule(
                Columns.uuid(row, "rule_id"),
                row.getInt("version"),
                PolicyRule.Kind.valueOf(row.getString("kind")),
                row.getString("name"),
                StoredJson.read(row.getString("applies"), RuleMatch.class),
                PolicyRule.Effect.valueOf(row.getString("effect")),
                row.getInt("approvals"),
                StoredJson.readAll(row.getString("approvers"), String.class),
                Duration.ofSeconds(row.getLong("request_valid_for")),
                Duration.ofSeconds(row.getLong("run_within")),
                row.getBoolean("break_glass"),
                row.getBoolean("retired"),
                row.getString("changed_by"),
                Columns.instant(row, "changed_at"));
    }

    Optional<PolicyRule> latest(PolicyRule.Kind kind, UUID ruleId) throws SQLException {
        return versions(kind, ruleId).stream().findFirst();
    }
}
