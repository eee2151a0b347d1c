package dev.portledger.server.access;

import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditContext;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.scope.CurrentScope;
import dev.portledger.server.scope.HostScope;
import io.quarkus.arc.Arc;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** Who sent the request that is being answered. */
@ApplicationScoped
public class CurrentCaller implements CurrentScope, AuditContext {

    private final CurrentIdentityAssociation association;
    private final CurrentVertxRequest request;

    CurrentCaller(CurrentIdentityAssociation association, CurrentVertxRequest request) {
        this.association = association;
        this.request = request;
    }

    /** @throws ProblemException NOT_SIGNED_IN if it was nobody who is known */
    public Caller require() {
        return find().orElseThrow(() -> new ProblemException(ErrorCode.NOT_SIGNED_IN, "sign in first"));
    }

    /** Empty for a request of nobody, and where no request is being answered. */
    public Optional<Caller> find() {
        return isRequest() ? Caller.of(association.getIdentity()) : Optional.empty();
    }

    /** A request of nobody sees nothing; the scheduler and the agents' streams are no requests. */
    @Override
    public HostScope visible() {
        return isRequest()
                ? Caller.of(association.getIdentity())
                        .map(caller -> caller.scope(Role.VIEWER))
                        .orElseGet(HostScope.Nothing::new)
                : new HostScope.Everything();
    }

    /** The token that the person acts by. */
    @Override
    public Map<String, Object> of(Actor actor) {
        return find().filter(caller -> actor instanceof Actor.Person(String name) && name.equals(caller.name()))
                .flatMap(Caller::token)
                .map(token -> Map.<String, Object>of(
                        "token", token.name(), "tokenId", token.tokenId().toString()))
                .orElse(Map.of());
    }

    /** @throws ProblemException SESSION_REQUIRED if a token is used: a stolen one must not become a longer or another one */
    public Caller requireSession() {
        Caller caller = require();
        if (caller.token().isPresent()) {
            throw new ProblemException(ErrorCode.SESSION_REQUIRED, "this takes a sign-in; a token cannot do it");
        }
        return caller;
    }

    /** The scheduler has a request context too, without a request in it. */
    private boolean isRequest() {
        return Arc.container().requestContext().isActive() && request.getCurrent() != null;
    }
}
