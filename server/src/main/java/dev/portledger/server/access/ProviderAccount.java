package dev.portledger.server.access;

import java.util.Locale;
import java.util.Optional;

/**
 * Who somebody is at an identity provider.
 *
 * @param issuer the provider
 * @param sub who it is there: never anybody else, whatever the name is
 * @param name what the person is called there, if it was told
 */
public record ProviderAccount(String issuer, String sub, Optional<String> name, Optional<String> email) {

    private static final int LONGEST_NAME = 60;

    /** A name for the account here: what is told, in the characters that a user name has. */
    String userName() {
        String told = name.or(() -> email).orElse(sub).toLowerCase(Locale.ROOT);
        String fit = told.replaceAll("[^a-z0-9._@-]+", "-").replaceAll("^[^a-z0-9]+", "");
        String shortened = fit.substring(0, Math.min(LONGEST_NAME, fit.length()));
        return shortened.isEmpty() ? "oidc" : shortened;
    }
}
