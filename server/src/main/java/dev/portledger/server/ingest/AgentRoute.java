package dev.portledger.server.ingest;

import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Where agents connect. A plain Vert.x route, since only there reading can be paused: a flood is slowed down in place of being kept
 * (docs/adr/0008). Each connection has a virtual thread.
 */
@ApplicationScoped
public class AgentRoute {

    private static final Logger LOG = Logger.getLogger(AgentRoute.class);
    private static final Duration WHEN_FULL = Duration.ofSeconds(30);
    private static final Duration WHEN_STOPPING = Duration.ofSeconds(2);

    private final IngestConfig config;
    private final AgentReception reception;
    private final AgentConnections connections;
    private final AtomicInteger beforeHello = new AtomicInteger();
    private volatile boolean stopping;

    AgentRoute(IngestConfig config, AgentReception reception, AgentConnections connections) {
        this.config = config;
        this.reception = reception;
        this.connections = connections;
    }

    void init(@Observes Router router) {
        router.route("/agent/v1").handler(this::upgrade);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        connections.all().forEach(connection -> {
            if (connection instanceof AgentSession session) {
                session.end(
                        AgentLink.goodbye(ProblemCode.SERVER_STOPPING, "the server is being stopped", WHEN_STOPPING));
            }
        });
    }

    private void upgrade(RoutingContext routing) {
        if (!"websocket".equalsIgnoreCase(routing.request().getHeader(HttpHeaders.UPGRADE))) {
            routing.response()
                    .setStatusCode(426)
                    .putHeader(HttpHeaders.UPGRADE, "websocket")
                    .end("agents connect here by WebSocket\n");
            return;
        }
        // browsers say so of their requests, and no page has anything to say here (Fetch Metadata)
        if (routing.request().getHeader("Sec-Fetch-Site") != null) {
            routing.response().setStatusCode(403).end("agents connect here, no pages\n");
            return;
        }
        routing.request()
                .toWebSocket()
                .onSuccess(this::receive)
                .onFailure(e -> LOG.debugf("no WebSocket: %s", e.getClass().getSimpleName()));
    }

    private void receive(ServerWebSocket socket) {
        AgentLink link = new AgentLink(socket);
        Optional<ServerFrame.Goodbye> turnedAway = noRoom();
        if (turnedAway.isPresent()) {
            link.close(turnedAway.get());
            return;
        }
        beforeHello.incrementAndGet();
        AtomicInteger counted = new AtomicInteger(1);
        Runnable welcomed = () -> beforeHello.addAndGet(-counted.getAndSet(0));
        Thread.ofVirtual().name("agent").start(() -> {
            try {
                reception.receive(link, welcomed);
            } finally {
                welcomed.run();
            }
        });
    }

    private Optional<ServerFrame.Goodbye> noRoom() {
        if (stopping) {
            return Optional.of(
                    AgentLink.goodbye(ProblemCode.SERVER_STOPPING, "the server is being stopped", WHEN_STOPPING));
        }
        boolean full = beforeHello.get() >= config.maxBeforeHello() || connections.count() >= config.maxConnections();
        return full
                ? Optional.of(AgentLink.goodbye(ProblemCode.SERVER_FULL, "too many agents at once", WHEN_FULL))
                : Optional.empty();
    }
}
