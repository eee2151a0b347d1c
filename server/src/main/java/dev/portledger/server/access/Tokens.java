package dev.portledger.server.access;

import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.text.OneLine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** API tokens: they stand for their owner, in one role or less, until they expire, are revoked, or the owner is disabled. */
@ApplicationScoped
class Tokens {

    static final String PREFIX = "pl_";
    static final Duration LONGEST = Duration.ofDays(366);

    private static final int RANDOM_BYTES = 32;
    private static final Pattern FORM = Pattern.compile("pl_[A-Za-z0-9_-]{43}");
    private static final Duration USED_EVERY = Duration.ofMinutes(1);
    private static final int MOST_OF_ONE = 100;
    private static final int LONGEST_NAME = 100;

    private final TokenStore store;
    private final Accounts accounts;
    private final AuditLog audit;
    private final SecureRandom random = new SecureRandom();
    private final Clock clock = Clock.systemUTC();

    Tokens(TokenStore store, Accounts accounts, AuditLog audit) {
        this.store = store;
        this.accounts = accounts;
        this.audit = audit;
    }

    /** @param secret what is shown once */
    record Created(ApiToken token, String secret) {}

    /**
     * Makes a token of the caller.
     *
     * @throws ProblemException BODY_INVALID, EXPIRY_INVALID, GRANT_EXCEEDS_OWN, or USER_STATE_CONFLICT for too many
     */
    @Transactional
    Created create(Caller owner, String name, Grant grant, Instant expiresAt) throws SQLException {
        String called = name.strip();
        if (!OneLine.is(called, 1, LONGEST_NAME)) {
            throw new ProblemException(
                    ErrorCode.BODY_INVALID, "a name has 1 to " + LONGEST_NAME + " printable characters", "name");
        }
        Instant now = clock.instant();
        if (!expiresAt.isAfter(now) || expiresAt.isAfter(now.plus(LONGEST))) {
            throw new ProblemException(
                    ErrorCode.EXPIRY_INVALID, "a token expires in the future, and within a year", "expiresAt");
        }
        if (!owner.scope(grant.role()).covers(grant.on())) {
            throw new ProblemException(
                    ErrorCode.GRANT_EXCEEDS_OWN,
                    "a token may do no more than its owner: you are "
                            + grant.role().text() + " on "
                            + owner.scope(grant.role()).text(),
                    "role");
        }
        if (store.countActive(owner.name(), now) >= MOST_OF_ONE) {
            throw new ProblemException(
                    ErrorCode.USER_STATE_CONFLICT, "somebody has at most " + MOST_OF_ONE + " tokens; revoke some");
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        UUID id = UUID.randomUUID();
        store.insert(id, hash(secret), owner.name(), called, grant, now, expiresAt);
        audit.append(AuditDraft.of(new Actor.Person(owner.name()), "token.created")
                .with("tokenName", called)
                .with("createdTokenId", id.toString())
                .with("grant", User.Granted.of(grant).text())
                .with("expiresAt", expiresAt.toString()));
        return new Created(store.find(id).orElseThrow(), secret);
    }

    List<ApiToken> of(String userName) throws SQLException {
        return store.of(userName);
    }

    List<ApiToken> all() throws SQLException {
        return store.all();
    }

    /**
     * From now on it is refused; without effect on one that has been revoked.
     *
     * @param owner whose it has to be; empty: anybody's
     * @throws ProblemException NOT_FOUND
     */
    @Transactional
    void revoke(Caller by, UUID tokenId, Optional<String> owner) throws SQLException {
        ApiToken token = store.find(tokenId)
                .filter(found -> owner.isEmpty() || owner.get().equals(found.userName()))
                .orElseThrow(() -> notFound(tokenId.toString()));
        if (store.revoke(tokenId, clock.instant())) {
            audit.append(AuditDraft.of(new Actor.Person(by.name()), "token.revoked")
                    .with("user", token.userName())
                    .with("tokenName", token.name())
                    .with("revokedTokenId", tokenId.toString()));
        }
    }

    static ProblemException notFound(String tokenId) {
        return new ProblemException(ErrorCode.NOT_FOUND, "no token of yours has the id " + tokenId, "tokenId");
    }

    /** Whoever the token stands for, with what both may do; empty if it is none, expired, revoked, or its owner is disabled. */
    Optional<Caller> caller(String secret) throws SQLException {
        if (!FORM.matcher(secret).matches()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Optional<TokenStore.Usable> found = store.usable(hash(secret), now);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        TokenStore.Usable token = found.get();
        Optional<Accounts.Account> account = accounts.find(token.userName());
        if (account.isEmpty()) {
            return Optional.empty();
        }
        if (token.lastUsedAt().filter(at -> at.isAfter(now.minus(USED_EVERY))).isEmpty()) {
            store.used(token.tokenId(), now);
        }
        Caller owner = account.get().caller();
        return Optional.of(new Caller(
                owner.subject(),
                owner.name(),
                both(token.grant(), owner.grants()),
                Optional.of(new Caller.UsedToken(token.tokenId(), token.name()))));
    }

    /** What the token was made for, as far as its owner may do it now. */
    static List<Grant> both(Grant token, List<Grant> owner) {
        List<Grant> both = new ArrayList<>();
        for (Grant grant : owner) {
            grant.on().and(token.on()).ifPresent(on -> token.role().included().stream()
                    .filter(grant::includes)
                    .map(role -> new Grant(role, on))
                    .forEach(both::add));
        }
        return both;
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
