package dev.portledger.server.access;

import io.quarkus.vertx.http.runtime.security.PersistentLoginManager;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Gives the cookie of a session that did not begin with the form: the same that Quarkus' form authentication gives, and reads. */
@ApplicationScoped
class SessionCookie {

    private static final long NEVER_NEW = -1;
    private static final long AS_LONG_AS_THE_BROWSER = -1;

    private final PersistentLoginManager cookies;
    private final String name;

    SessionCookie(
            @ConfigProperty(name = "quarkus.http.auth.session.encryption-key") String key,
            @ConfigProperty(name = "quarkus.http.auth.form.cookie-name") String name,
            @ConfigProperty(name = "quarkus.http.auth.form.timeout") Duration timeout) {
        this.name = name;
        this.cookies = new PersistentLoginManager(
                key, name, timeout.toMillis(), NEVER_NEW, true, "STRICT", "/", AS_LONG_AS_THE_BROWSER, null);
    }

    void give(RoutingContext context, SessionKey session) {
        cookies.save(session.text(), context, name, null, context.request().isSSL());
    }
}
