package dev.portledger.server.access;

import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.sql.Sql;
import io.agroal.api.AgroalDataSource;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Lets people in whom an identity provider vouches for. Whoever comes the first time gets an account, with no roles but those claimed. */
@ApplicationScoped
public class ProviderSignIn {

    private final AgroalDataSource database;
    private final PeopleStore store;
    private final Sessions sessions;
    private final SessionCookie cookie;
    private final AuditLog audit;
    private final Event<SightChanged> sightChanged;

    ProviderSignIn(
            AgroalDataSource database,
            PeopleStore store,
            Sessions sessions,
            SessionCookie cookie,
            AuditLog audit,
            Event<SightChanged> sightChanged) {
        this.database = database;
        this.store = store;
        this.sessions = sessions;
        this.cookie = cookie;
        this.audit = audit;
        this.sightChanged = sightChanged;
    }

    /**
     * Begins a session, and gives its cookie to the answer.
     *
     * @param claimed what the provider says that the person may do; empty where it isn't asked
     * @return false if the account is disabled
     */
    @Transactional
    public boolean signIn(ProviderAccount account, Optional<List<Grant>> claimed, RoutingContext context)
            throws SQLException {
        SignInFrom from = SignInFrom.of(context, "oidc");
        store.lock();
        User user = userOf(account);
        if (user.disabled()) {
            sessions.refused(user.userName(), from.address(), "disabled");
            return false;
        }
        if (claimed.isPresent()) {
            grant(user, claimed.get());
        }
        cookie.give(context, sessions.begin(user.userName(), from));
        return true;
    }

    private User userOf(ProviderAccount account) throws SQLException {
        Optional<String> known = known(account);
        if (known.isPresent()) {
            return store.find(known.get()).orElseThrow();
        }
        String userName = create(account);
        audit.append(AuditDraft.of(new Actor.Person(userName), "user.created")
                .with("user", userName)
                .with("issuer", account.issuer())
                .with("sub", account.sub()));
        return store.find(userName).orElseThrow();
    }

    private Optional<String> known(ProviderAccount account) throws SQLException {
        try (Connection connection = database.getConnection();
                var query = Sql.of(
                                "select user_name from oidc_account where issuer = ? and sub = ?",
                                account.issuer(),
                                account.sub())
                        .prepare(connection);
                var row = query.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    /** Under a name that nobody has: to be called like somebody here is not to be that person. */
    private String create(ProviderAccount account) throws SQLException {
        String wanted = account.userName();
        String userName = wanted;
        for (int next = 2; !store.insert(userName, UUID.randomUUID(), Optional.empty()); next++) {
            userName = wanted + "-" + next;
        }
        store.execute(Sql.of(
                "insert into oidc_account (issuer, sub, user_name, email) values (?, ?, ?, nullif(?, ''))",
                account.issuer(),
                account.sub(),
                userName,
                account.email().orElse("")));
        return userName;
    }

    private void grant(User user, List<Grant> claimed) throws SQLException {
        List<String> before = claimedTexts(user);
        store.setGrants(user.subject(), claimed, true, "the identity provider");
        List<String> after = claimedTexts(store.find(user.userName()).orElseThrow());
        if (!before.equals(after)) {
            audit.append(AuditDraft.of(new Actor.Server(), "user.granted")
                    .with("user", user.userName())
                    .with("by", "claim")
                    .with("before", Map.of("roles", before))
                    .with("after", Map.of("roles", after)));
            sightChanged.fire(new SightChanged());
        }
    }

    private static List<String> claimedTexts(User user) {
        return People.texts(user.grants().stream().filter(User.Granted::byClaim).toList());
    }
}
