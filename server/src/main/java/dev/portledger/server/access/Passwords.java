package dev.portledger.server.access;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import io.quarkus.elytron.security.common.BcryptUtil;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a password that is kept here has to be. */
final class Passwords {

    static final int SHORTEST = 12;

    /** bcrypt takes no notice of what comes after. */
    private static final int MOST_BYTES = 72;

    private Passwords() {}

    /**
     * @return its bcrypt
     * @throws ProblemException PASSWORD_INVALID
     */
    static String hash(String userName, String password, String field) {
        if (password.codePointCount(0, password.length()) < SHORTEST) {
            throw new ProblemException(
                    ErrorCode.PASSWORD_INVALID, "a password has at least " + SHORTEST + " characters", field);
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES || password.indexOf('\0') >= 0) {
            throw new ProblemException(
                    ErrorCode.PASSWORD_INVALID, "a password has at most " + MOST_BYTES + " bytes of UTF-8", field);
        }
        if (password.toLowerCase(Locale.ROOT).equals(userName)) {
            throw new ProblemException(ErrorCode.PASSWORD_INVALID, "the user name is no password", field);
        }
        return BcryptUtil.bcryptHash(password);
    }
}
