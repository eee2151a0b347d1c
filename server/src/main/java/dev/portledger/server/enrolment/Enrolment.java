package dev.portledger.server.enrolment;

import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.trust.PublicKey;
import dev.portledger.domain.trust.Signed;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.database.LedgerUnavailableException;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostKeys;
import dev.portledger.server.host.HostLabels;
import dev.portledger.server.host.HostRecords;
import dev.portledger.server.ingest.AgentConnections;
import dev.portledger.server.sql.Sql;
import dev.portledger.server.trust.CommandKeys;
import dev.portledger.server.trust.RefusedTries;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Makes hosts known against single-use tokens. */
@ApplicationScoped
class Enrolment {

    private static final Logger LOG = Logger.getLogger(Enrolment.class);

    private final AgroalDataSource database;
    private final HostRecords hosts;
    private final HostKeys keys;
    private final HostLabels labels;
    private final LedgerAvailability availability;
    private final CommandKeys commandKeys;
    private final AgentConnections agents;
    private final RefusedTries refused;
    private final AuditLog audit;
    private final Clock clock = Clock.systemUTC();

    Enrolment(
            AgroalDataSource database,
            HostRecords hosts,
            HostKeys keys,
            HostLabels labels,
            LedgerAvailability availability,
            CommandKeys commandKeys,
            AgentConnections agents,
            RefusedTries refused,
            AuditLog audit) {
        this.database = database;
        this.hosts = hosts;
        this.keys = keys;
        this.labels = labels;
        this.availability = availability;
        this.commandKeys = commandKeys;
        this.agents = agents;
        this.refused = refused;
        this.audit = audit;
    }

    /** What an agent says of its host. */
    record Applicant(UUID hostId, PublicKey key, String hostname, String address) {}

    private enum Result {
        NEW_HOST,
        SAME_KEY,
        KEY_REPLACED,
        LET_IN_AGAIN
    }

    /**
     * @return the keys that commands are signed with, as the host is to keep them; empty where the server has none
     * @throws ProblemException ENROLMENT_TOKEN_INVALID if the token is unknown, used, revoked or expired; ENROLMENT_HOST_MISMATCH if
     *     it is for another host; ENROLMENT_HOST_KNOWN if the host is known by another key and the token is not for it
     */
    Optional<Signed> enrol(String token, Applicant applicant) throws SQLException {
        availability.requireWritable();
        try {
            Result result = QuarkusTransaction.requiringNew().call(() -> {
                try (Connection connection = database.getConnection()) {
                    return enrol(connection, token, applicant);
                }
            });
            LOG.infof("host %s is enrolled: %s", applicant.hostId(), result);
            if (result == Result.KEY_REPLACED) {
                agents.dismiss(
                        applicant.hostId(), ProblemCode.SIGNATURE_INVALID, "the host was enrolled with another key");
            }
            return commandKeys.newest();
        } catch (ProblemException e) {
            recordRefused(token, applicant, e.code());
            throw e;
        } catch (RuntimeException e) {
            if (availability.failed(e)) {
                throw new LedgerUnavailableException(availability.state());
            }
            throw e;
        }
    }

    private Result enrol(Connection connection, String token, Applicant applicant) throws SQLException {
        EnrolmentTokens.Usable usable = EnrolmentTokens.usable(connection, token)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.ENROLMENT_TOKEN_INVALID,
                        "the token is unknown, was used before or taken back, or has expired"));
        UUID hostId = applicant.hostId();
        requireMeant(usable.terms(), applicant);
        boolean forThisHost = usable.terms().forHost().isPresent();
        Result result = admit(connection, applicant, forThisHost);
        try (var statement = Sql.of("update host set enrolled_with = ? where host_id = ?", usable.tokenId(), hostId)
                .prepare(connection)) {
            statement.executeUpdate();
        }
        giveLabels(hostId, usable.terms().labels());
        EnrolmentTokens.use(connection, usable.tokenId(), hostId);
        audit.append(AuditDraft.of(new Actor.Agent(hostId), "host.enrolled")
                .onHost(hostId)
                .with("hostname", applicant.hostname())
                .with("key", applicant.key().id())
                .with("token", usable.tokenId().toString())
                .with("result", result.name()));
        return result;
    }

    private static void requireMeant(EnrolmentTokens.Terms terms, Applicant applicant) {
        boolean otherName = terms.hostname()
                .filter(name -> !name.equals(applicant.hostname()))
                .isPresent();
        boolean otherHost =
                terms.forHost().filter(id -> !id.equals(applicant.hostId())).isPresent();
        if (otherName || otherHost) {
            throw new ProblemException(
                    ErrorCode.ENROLMENT_HOST_MISMATCH,
                    otherName ? "the token is for a host of another name" : "the token is for another host");
        }
    }

    private Result admit(Connection connection, Applicant applicant, boolean forThisHost) throws SQLException {
        UUID hostId = applicant.hostId();
        if (hosts.insert(
                connection, hostId, applicant.hostname(), applicant.key().encoded())) {
            keys.replace(connection, hostId, applicant.key(), clock.instant().truncatedTo(ChronoUnit.MICROS));
            return Result.NEW_HOST;
        }
        HostKeys.Known known = keys.lock(connection, hostId).orElseThrow();
        boolean sameKey = known.key().equals(applicant.key());
        if (!forThisHost && (!sameKey || known.revoked())) {
            throw new ProblemException(
                    ErrorCode.ENROLMENT_HOST_KNOWN,
                    known.revoked()
                            ? "the host's right to connect was taken back; it takes a token for this very host"
                            : "the host is known by another key; it takes a token for this very host to replace it");
        }
        if (!sameKey) {
            keys.replace(connection, hostId, applicant.key(), clock.instant().truncatedTo(ChronoUnit.MICROS));
        }
        if (known.revoked()) {
            try (var statement = Sql.of(
                            "update host set revoked_at = null, revoked_by = null, revoke_reason = null where host_id = ?",
                            hostId)
                    .prepare(connection)) {
                statement.executeUpdate();
            }
        }
        return known.revoked() ? Result.LET_IN_AGAIN : sameKey ? Result.SAME_KEY : Result.KEY_REPLACED;
    }

    /** Those of the token go before those that the host has; it keeps the others. */
    private void giveLabels(UUID hostId, String given) throws SQLException {
        var wanted = EnrolmentToken.labels(given);
        if (!wanted.isEmpty()) {
            var all = new TreeMap<>(labels.of(hostId).orElseThrow());
            all.putAll(wanted);
            labels.put(hostId, all);
        }
    }

    private void recordRefused(String token, Applicant applicant, ErrorCode code) throws SQLException {
        Optional<EnrolmentToken> known;
        try (Connection connection = database.getConnection()) {
            known = EnrolmentTokens.find(connection, token);
        }
        refused.record(
                "enrolment " + applicant.address() + " " + code,
                AuditDraft.of(new Actor.Agent(applicant.hostId()), "enrolment.refused")
                        .with("rule", code.text())
                        .with("claimedHost", applicant.hostId().toString())
                        .with("hostname", applicant.hostname())
                        .with("key", applicant.key().id())
                        .with("address", applicant.address())
                        .with("token", known.map(found -> found.tokenId().toString()))
                        .with("tokenState", known.map(found -> found.state().name())));
    }
}
