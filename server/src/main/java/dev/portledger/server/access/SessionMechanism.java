package dev.portledger.server.access;

import dev.portledger.server.database.DatabaseState;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.Problem;
import dev.portledger.server.error.ProblemAnswer;
import dev.portledger.server.error.ProblemException;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.AuthenticationRedirectException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.FormAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Quarkus' form authentication, with sessions that can be ended, a limit on attempts, and answers that a program understands instead
 * of redirects.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class SessionMechanism implements HttpAuthenticationMechanism {

    private static final Logger LOG = Logger.getLogger(SessionMechanism.class);
    private static final String PATH = "/api/session";
    private static final String CALLBACK = "/api/session/oidc/callback";
    private static final Set<String> AT_PROVIDER = Set.of("/api/session/oidc", CALLBACK);
    private static final String PROBLEM = SessionMechanism.class.getName();

    /** A refusal takes at least so long, so that its time doesn't tell whether there is such a user. */
    private static final Duration REFUSAL_TAKES = Duration.ofMillis(500);

    private final FormAuthenticationMechanism form;
    private final OidcAuthenticationMechanism oidc;
    private final boolean hasProvider;
    private final Sessions sessions;
    private final SignInLimit limit;
    private final BearerIdentities bearers;
    private final LedgerAvailability ledger;
    private final InstantSource clock = InstantSource.system();

    SessionMechanism(
            FormAuthenticationMechanism form,
            OidcAuthenticationMechanism oidc,
            @ConfigProperty(name = "portledger.oidc.issuer") Optional<String> issuer,
            Sessions sessions,
            SignInLimit limit,
            BearerIdentities bearers,
            LedgerAvailability ledger) {
        this.form = form;
        this.oidc = oidc;
        this.hasProvider = issuer.isPresent();
        this.sessions = sessions;
        this.limit = limit;
        this.bearers = bearers;
        this.ledger = ledger;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        if (isAtProvider(context)) {
            context.put(HttpAuthenticationMechanism.class.getName(), this);
            return context.normalizedPath().equals(CALLBACK)
                    ? returned(context, identities)
                    : oidc.authenticate(context, identities);
        }
        Optional<String> bearer = BearerIdentities.secret(context);
        if (bearer.isPresent()) {
            return bearer(context, bearer.get());
        }
        boolean signIn = context.request().method().equals(HttpMethod.POST)
                && context.normalizedPath().equals(PATH);
        var withSessions = new SessionIdentities(identities, sessions, limit, SignInFrom.of(context, "password"));
        Uni<SecurityIdentity> result = form.authenticate(context, withSessions);
        return (signIn ? signedIn(context, result) : resumed(context, result))
                .onTermination()
                .invoke(() ->
                        // the form mechanism puts itself here, and would answer in its own way
                        context.put(HttpAuthenticationMechanism.class.getName(), this));
    }

    /** Where it is the identity provider that says who somebody is, and neither a session nor a token. */
    private boolean isAtProvider(RoutingContext context) {
        return hasProvider && AT_PROVIDER.contains(context.normalizedPath());
    }

    /** Whoever comes back makes the server ask the provider; who comes with what is not good does so a limited number of times. */
    private Uni<SecurityIdentity> returned(RoutingContext context, IdentityProviderManager identities) {
        String address = context.request().remoteAddress().hostAddress();
        if (!limit.takeReturn(address)) {
            context.put(
                    PROBLEM, Problem.of(ErrorCode.TOO_MANY_ATTEMPTS, "too many failed sign-ins; try again in a while"));
            return Uni.createFrom().failure(new AuthenticationFailedException("too many failed sign-ins"));
        }
        return oidc.authenticate(context, identities)
                .onItem()
                .ifNotNull()
                .invoke(() -> limit.giveBackReturn(address))
                // to where the sign-in began: the code was good
                .onFailure(AuthenticationRedirectException.class)
                .invoke(() -> limit.giveBackReturn(address));
    }

    private Uni<SecurityIdentity> signedIn(RoutingContext context, Uni<SecurityIdentity> result) {
        Instant began = clock.instant();
        return result.onItem()
                .invoke(() -> {
                    if (!context.response().ended()) {
                        throw new AuthenticationFailedException("no user name or no password");
                    }
                })
                .onFailure()
                .call(failure -> {
                    context.put(PROBLEM, signInProblem(failure));
                    Duration left = Duration.between(clock.instant(), began.plus(REFUSAL_TAKES));
                    return left.isPositive()
                            ? Uni.createFrom().voidItem().onItem().delayIt().by(left)
                            : Uni.createFrom().voidItem();
                })
                .onFailure()
                .transform(failure -> new AuthenticationFailedException(failure));
    }

    /** A token that is not good makes the request one of nobody; whether that is refused depends on what it asks for. */
    private Uni<SecurityIdentity> bearer(RoutingContext context, String secret) {
        context.put(HttpAuthenticationMechanism.class.getName(), this);
        return bearers.authenticate(secret, context.request().remoteAddress().hostAddress())
                .onFailure()
                .recoverWithUni(failure -> {
                    context.put(PROBLEM, bearerProblem(failure));
                    return Uni.createFrom().nullItem();
                });
    }

    private static Problem bearerProblem(Throwable failure) {
        return switch (failure) {
            case TooManyAttemptsException _ ->
                Problem.of(ErrorCode.TOO_MANY_ATTEMPTS, "too many tokens that are not good; try again in a while");
            case AuthenticationFailedException _ ->
                Problem.of(
                        ErrorCode.TOKEN_INVALID, "the token is unknown, expired or revoked, or its owner is disabled");
            default -> unavailable();
        };
    }

    /** A request whose session can't be resumed is one of nobody: pages and health checks are for nobody as well. */
    private static Uni<SecurityIdentity> resumed(RoutingContext context, Uni<SecurityIdentity> result) {
        return result.onItem()
                .ifNotNull()
                .transform(SessionIdentities::withPlainName)
                .onFailure()
                .recoverWithUni(failure -> {
                    if (!(failure instanceof AuthenticationFailedException)) {
                        LOG.debug("a session could not be looked up", failure);
                        context.put(PROBLEM, unavailable());
                    }
                    return Uni.createFrom().nullItem();
                });
    }

    private Problem signInProblem(Throwable failure) {
        return switch (failure) {
            case TooManyAttemptsException _ ->
                Problem.of(ErrorCode.TOO_MANY_ATTEMPTS, "too many failed attempts; try again in a while");
            case AuthenticationFailedException _ ->
                Problem.of(ErrorCode.SIGN_IN_FAILED, "user name or password is wrong");
            case ProblemException refused -> refused.problem(); // it could not be recorded
            default -> {
                LOG.warnf("a sign-in could not be checked: %s", failure.getMessage());
                yield ledger.failed(failure) && ledger.state() instanceof DatabaseState.Full full
                        ? Problem.of(ErrorCode.LEDGER_FULL, full.message())
                        : unavailable();
            }
        };
    }

    private static Problem unavailable() {
        return Problem.of(ErrorCode.LEDGER_UNAVAILABLE, "who is signed in can't be looked up at the moment");
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        @Nullable Problem found = context.get(PROBLEM);
        if (isAtProvider(context) && found == null) {
            return oidc.sendChallenge(context);
        }
        Problem problem = found == null ? Problem.of(ErrorCode.NOT_SIGNED_IN, "sign in first") : found;
        switch (problem.code()) {
            case TOO_MANY_ATTEMPTS -> retryAfter(context, SignInLimit.RETRY_AFTER);
            case LEDGER_UNAVAILABLE, LEDGER_FULL -> retryAfter(context, Duration.ofSeconds(5));
            default -> {
                // nothing to wait for
            }
        }
        ProblemAnswer.send(context, problem);
        return Uni.createFrom().item(true);
    }

    private static void retryAfter(RoutingContext context, Duration wait) {
        context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds()));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return form.getChallenge(context);
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return form.getCredentialTypes();
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return form.getCredentialTransport(context);
    }
}
