package dev.portledger.server.access;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.runtime.VertxHttpConfig.InsecureRequests;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Keeps the server from serving plain HTTP beyond this machine, unless somebody has said that it will do there: passwords, session
 * cookies and tokens could be read on the way, and what agents tell be changed.
 */
@ApplicationScoped
class PlainHttp {

    static final String ALLOWED = "portledger.server.allow-plain-http";

    /** Before whatever else is begun at the start; the server listens only after all of that. */
    private static final int FIRST = 1;

    private final boolean listens;
    private final String host;
    private final InsecureRequests plain;
    private final boolean allowed;

    PlainHttp(
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean listens,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.insecure-requests", defaultValue = "enabled") InsecureRequests plain,
            @ConfigProperty(name = ALLOWED, defaultValue = "false") boolean allowed) {
        this.listens = listens;
        this.host = host;
        this.plain = plain;
        this.allowed = allowed;
    }

    void check(@Observes @Priority(FIRST) StartupEvent event) {
        if (listens) {
            refusal(host, plain, allowed).ifPresent(why -> {
                throw new ConfigurationException(why);
            });
        }
    }

    /**
     * Why the server may not listen so, and what to do about it; empty if it may.
     *
     * @param host an address, or a name; of names only {@code localhost} is known to be this machine without asking a resolver
     * @param plain {@code REDIRECT} serves nothing in plain HTTP but the way to TLS
     */
    static Optional<String> refusal(String host, InsecureRequests plain, boolean allowed) {
        if (plain != InsecureRequests.ENABLED || allowed || isLoopback(host)) {
            return Optional.empty();
        }
        return Optional.of("Not started: quarkus.http.host is " + host
                + ", and plain HTTP beyond this machine would show passwords"
                + " and tokens to whoever is on the way. Either\n"
                + "  - give it a certificate: quarkus.tls.key-store.pem.0.cert and quarkus.tls.key-store.pem.0.key, and"
                + " quarkus.http.insecure-requests=disabled\n"
                + "  - or let it listen on this machine only: quarkus.http.host=127.0.0.1\n"
                + "  - or, behind a proxy that brings TLS or in a network that is trusted, allow it: " + ALLOWED
                + "=true");
    }

    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost")
                    || InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
