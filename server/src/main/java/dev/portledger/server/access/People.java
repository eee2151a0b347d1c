package dev.portledger.server.access;

import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The accounts and what their people may do. Every change is in the audit log, and is felt by sessions, tokens and live feeds at once. */
@ApplicationScoped
public class People {

    static final Pattern USER_NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");

    private final Accounts accounts;
    private final PeopleStore store;
    private final Sessions sessions;
    private final AuditLog audit;
    private final Event<SightChanged> sightChanged;

    People(Accounts accounts, PeopleStore store, Sessions sessions, AuditLog audit, Event<SightChanged> sightChanged) {
        this.accounts = accounts;
        this.store = store;
        this.sessions = sessions;
        this.audit = audit;
        this.sightChanged = sightChanged;
    }

    /** Whose account it is, with what that person may do now; empty if there is none, or it is disabled. */
    public Optional<Caller> caller(String userName) throws SQLException {
        return accounts.find(userName).map(Accounts.Account::caller);
    }

    List<User> all() throws SQLException {
        return store.all();
    }

    /** @throws ProblemException USER_NOT_FOUND */
    User require(String userName) throws SQLException {
        return store.find(userName)
                .orElseThrow(() ->
                        new ProblemException(ErrorCode.USER_NOT_FOUND, "no user has the name " + userName, "userName"));
    }

    /** @throws ProblemException USER_NAME_INVALID, PASSWORD_INVALID or USER_EXISTS */
    @Transactional
    User create(Caller by, String userName, String password, List<Grant> grants) throws SQLException {
        if (!USER_NAME.matcher(userName).matches()) {
            throw new ProblemException(
                    ErrorCode.USER_NAME_INVALID,
                    "a user name has 1 to 64 of a-z, 0-9, '.', '_', '@' and '-', and begins with a letter or a digit",
                    "userName");
        }
        String hash = Passwords.hash(userName, password, "password");
        store.lock();
        UUID subject = UUID.randomUUID();
        if (!store.insert(userName, subject, Optional.of(hash))) {
            throw new ProblemException(ErrorCode.USER_EXISTS, "there is a user " + userName + " already", "userName");
        }
        store.setGrants(subject, grants, false, by.name());
        append(by, "user.created", userName, draft -> draft.with("after", Map.of("roles", texts(granted(grants)))));
        return require(userName);
    }

    /** Ends all sessions; tokens are refused from now on. @throws ProblemException LAST_ADMIN, or USER_NOT_FOUND */
    @Transactional
    User disable(Caller by, String userName) throws SQLException {
        store.lock();
        if (require(userName).disabled()) {
            return require(userName);
        }
        store.setDisabled(userName, true);
        requireAdministered();
        sessions.endAll(userName, Optional.empty());
        append(by, "user.disabled", userName, draft -> draft.with("before", Map.of("state", "enabled"))
                .with("after", Map.of("state", "disabled")));
        return require(userName);
    }

    @Transactional
    User enable(Caller by, String userName) throws SQLException {
        store.lock();
        if (!require(userName).disabled()) {
            return require(userName);
        }
        store.setDisabled(userName, false);
        append(by, "user.enabled", userName, draft -> draft.with("before", Map.of("state", "disabled"))
                .with("after", Map.of("state", "enabled")));
        return require(userName);
    }

    /** In place of those that an administrator gave before. @throws ProblemException LAST_ADMIN, or USER_NOT_FOUND */
    @Transactional
    User grant(Caller by, String userName, List<Grant> grants) throws SQLException {
        store.lock();
        User before = require(userName);
        store.setGrants(before.subject(), grants, false, by.name());
        requireAdministered();
        User after = require(userName);
        append(by, "user.granted", userName, draft -> draft.with("before", Map.of("roles", texts(before.grants())))
                .with("after", Map.of("roles", texts(after.grants()))));
        sightChanged.fire(new SightChanged());
        return after;
    }

    /** An administrator gives an account another password; its sessions end. */
    @Transactional
    void resetPassword(Caller by, String userName, String password) throws SQLException {
        String hash = Passwords.hash(userName, password, "password");
        store.lock();
        if (!require(userName).password()) {
            throw new ProblemException(
                    ErrorCode.USER_STATE_CONFLICT,
                    userName + " signs in at the identity provider, without a password here");
        }
        store.setPassword(userName, hash);
        sessions.endAll(userName, Optional.empty());
        append(by, "user.password_reset", userName, draft -> draft);
    }

    /** Somebody's own; the other sessions end. The old one has been checked. */
    @Transactional
    void changePassword(Caller by, Optional<UUID> thisSession, String password) throws SQLException {
        String hash = Passwords.hash(by.name(), password, "newPassword");
        store.setPassword(by.name(), hash);
        sessions.endAll(by.name(), thisSession);
        append(by, "user.password_changed", by.name(), draft -> draft);
    }

    /** From now on both accounts are of one person, with the grants of the other one. @throws ProblemException LAST_ADMIN */
    @Transactional
    User link(Caller by, String userName, String other) throws SQLException {
        store.lock();
        User before = require(userName);
        User with = require(other);
        if (before.subject().equals(with.subject())) {
            throw new ProblemException(
                    ErrorCode.USER_STATE_CONFLICT, userName + " and " + other + " are one person already", "with");
        }
        store.setSubject(userName, with.subject());
        requireAdministered();
        append(by, "user.linked", userName, draft -> draft.with("with", other)
                .with("before", Map.of("subject", before.subject().toString()))
                .with("after", Map.of("subject", with.subject().toString())));
        sightChanged.fire(new SightChanged());
        return require(userName);
    }

    /** An administrator ends what sessions a user has. @return how many */
    @Transactional
    int endSessions(Caller by, String userName) throws SQLException {
        require(userName);
        int ended = sessions.endAll(userName, Optional.empty());
        append(by, "user.sessions_ended", userName, draft -> draft.with("sessions", ended));
        return ended;
    }

    /** Of the transaction so far. */
    private void requireAdministered() throws SQLException {
        if (!store.isAdministered()) {
            throw new ProblemException(
                    ErrorCode.LAST_ADMIN,
                    "nobody who may sign in would be an administrator any more; make another one first");
        }
    }

    private void append(Caller by, String action, String userName, UnaryOperator<AuditDraft> more) {
        audit.append(
                more.apply(AuditDraft.of(new Actor.Person(by.name()), action).with("user", userName)));
    }

    private static List<User.Granted> granted(List<Grant> grants) {
        return grants.stream().map(User.Granted::of).toList();
    }

    static List<String> texts(List<User.Granted> grants) {
        return grants.stream().map(User.Granted::text).toList();
    }
}
