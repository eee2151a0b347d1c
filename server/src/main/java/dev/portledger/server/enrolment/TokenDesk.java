package dev.portledger.server.enrolment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.scope.HostSelector;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.trust.CommandKeys;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes tokens for people, and takes them back. */
@ApplicationScoped
class TokenDesk {

    static final Duration USUAL = Duration.ofHours(1);

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration REMEMBERED = Duration.ofDays(30);
    private static final int MOST = 200;
    private static final int LONGEST_NAME = 255;
    private static final int RANDOM_BYTES = 24;

    private final AgroalDataSource database;
    private final Reading reading;
    private final HostDirectory hosts;
    private final CommandKeys keys;
    private final AuditLog audit;
    private final ObjectMapper json;
    private final SecureRandom random = new SecureRandom();
    private final Clock clock = Clock.systemUTC();

    TokenDesk(
            AgroalDataSource database,
            Reading reading,
            HostDirectory hosts,
            CommandKeys keys,
            AuditLog audit,
            ObjectMapper json) {
        this.database = database;
        this.reading = reading;
        this.hosts = hosts;
        this.keys = keys;
        this.audit = audit;
        this.json = json;
    }

    @Transactional
    EnrolmentTokenResource.Made make(
            String person,
            Duration validFor,
            Optional<String> hostname,
            Optional<UUID> hostId,
            Map<String, String> labels)
            throws SQLException {
        if (validFor.compareTo(SHORTEST) < 0 || validFor.compareTo(LONGEST) > 0) {
            throw invalid("a token is good for a minute to seven days", "validFor");
        }
        if (hostname.filter(name -> name.length() > LONGEST_NAME || name.indexOf('\0') >= 0)
                .isPresent()) {
            throw invalid("a host's name has at most " + LONGEST_NAME + " characters", "hostname");
        }
        requireLabels(labels);
        String token = newToken();
        try (Connection connection = database.getConnection()) {
            if (hostId.isPresent()) {
                hosts.require(connection, hostId.get().toString());
            }
            EnrolmentTokens.register(
                    connection, token, validFor, person, new EnrolmentTokens.Terms(hostname, hostId, text(labels)));
            EnrolmentToken made = EnrolmentTokens.find(connection, token).orElseThrow();
            AuditDraft entry = AuditDraft.of(new Actor.Person(person), "enrolment_token.created")
                    .with("token", made.tokenId().toString())
                    .with("expiresAt", made.expiresAt().toString())
                    .with("hostname", hostname)
                    .with("labels", labels);
            audit.append(hostId.map(entry::onHost).orElse(entry));
            return new EnrolmentTokenResource.Made(made.tokenId(), token, made.expiresAt(), serverKey());
        }
    }

    private Optional<String> serverKey() throws SQLException {
        return keys.newest().map(signed -> signed.keyId());
    }

    private static void requireLabels(Map<String, String> labels) {
        boolean good = labels.size() <= HostSelector.MOST
                && labels.entrySet().stream()
                        .allMatch(label -> HostSelector.NAME
                                        .matcher(label.getKey())
                                        .matches()
                                && label.getValue() != null
                                && HostSelector.VALUE.matcher(label.getValue()).matches());
        if (!good) {
            throw invalid(
                    "at most " + HostSelector.MOST + " labels, names of " + HostSelector.NAME + ", values of "
                            + HostSelector.VALUE,
                    "labels");
        }
    }

    private String newToken() {
        byte[] bytes = new byte[RANDOM_BYTES];
        String token;
        do {
            random.nextBytes(bytes);
            token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        } while (token.startsWith("-")); // it would look like an option on the command line
        return token;
    }

    private String text(Map<String, String> labels) {
        try {
            return json.writeValueAsString(labels);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are always writable", e);
        }
    }

    List<EnrolmentToken> recent() {
        return reading.read(
                connection -> EnrolmentTokens.since(connection, clock.instant().minus(REMEMBERED), MOST));
    }

    @Transactional
    EnrolmentToken revoke(String person, String tokenId) throws SQLException {
        UUID id = id(tokenId);
        try (Connection connection = database.getConnection()) {
            boolean done = EnrolmentTokens.revoke(connection, id, person);
            EnrolmentToken token = EnrolmentTokens.find(connection, id).orElseThrow(() -> unknown(tokenId));
            if (!done) {
                throw new ProblemException(
                        ErrorCode.ENROLMENT_TOKEN_STATE_CONFLICT,
                        "the token is " + token.state().name() + " and cannot be taken back");
            }
            audit.append(AuditDraft.of(new Actor.Person(person), "enrolment_token.revoked")
                    .with("token", tokenId));
            return token;
        }
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw unknown(text);
        }
    }

    private static ProblemException unknown(String tokenId) {
        return new ProblemException(ErrorCode.NOT_FOUND, "no token has the id " + tokenId, "tokenId");
    }

    private static ProblemException invalid(String detail, String field) {
        return new ProblemException(ErrorCode.BODY_INVALID, detail, field);
    }
}
