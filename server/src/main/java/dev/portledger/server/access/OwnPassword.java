package dev.portledger.server.access;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import io.quarkus.elytron.security.common.BcryptUtil;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Changes somebody's own password, for who knows the one that it has: a session that was left open must not be enough. */
@ApplicationScoped
class OwnPassword {

    private final Accounts accounts;
    private final People people;
    private final SignInLimit limit;

    OwnPassword(Accounts accounts, People people, SignInLimit limit) {
        this.accounts = accounts;
        this.people = people;
        this.limit = limit;
    }

    /** @throws ProblemException PASSWORD_WRONG, TOO_MANY_ATTEMPTS, PASSWORD_INVALID, or USER_STATE_CONFLICT without a password */
    void change(Caller caller, Optional<UUID> thisSession, String current, String wanted, String address)
            throws SQLException {
        String kept = accounts.find(caller.name())
                .flatMap(Accounts.Account::password)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.USER_STATE_CONFLICT,
                        "you sign in at the identity provider, without a password here"));
        if (!limit.take(caller.name(), address)) {
            throw new ProblemException(ErrorCode.TOO_MANY_ATTEMPTS, "too many failed attempts; try again in a while");
        }
        if (!BcryptUtil.matches(current, kept)) {
            throw new ProblemException(
                    ErrorCode.PASSWORD_WRONG, "the current password is another one", "currentPassword");
        }
        limit.giveBack(caller.name(), address);
        people.changePassword(caller, thisSession, wanted);
    }
}
