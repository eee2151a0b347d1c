package dev.portledger.server.ingest;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.socket.SocketKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The agents that are connected to this server. */
@ApplicationScoped
public class AgentConnections {

    private static final Duration INSPECT_TIMEOUT = Duration.ofSeconds(5);

    private final Map<UUID, AgentSession> byHost = new ConcurrentHashMap<>();
    private final Map<UUID, Inquiry> inquiries = new ConcurrentHashMap<>();

    private record Inquiry(AgentConnection asked, CompletableFuture<AgentFrame.Evidence> answer) {}

    public Optional<AgentConnection> of(UUID hostId) {
        return Optional.ofNullable(byHost.get(hostId));
    }

    /**
     * Asks a host's agent for a fresh look at the port of a socket, in its network namespace. The stage fails with {@link AgentOfflineException} when the agent is not
     * connected or its connection ends meanwhile, and with {@link AgentTimeoutException} after five seconds.
     */
    public CompletionStage<AgentFrame.Evidence> inspect(UUID hostId, SocketKey socket) {
        AgentConnection connection = byHost.get(hostId);
        if (connection == null) {
            return CompletableFuture.failedFuture(new AgentOfflineException(hostId));
        }
        UUID requestId = UUID.randomUUID();
        CompletableFuture<AgentFrame.Evidence> answer = new CompletableFuture<>();
        inquiries.put(requestId, new Inquiry(connection, answer));
        if (!connection.send(new ServerFrame.Inspect(
                        requestId, socket.protocol(), socket.endpoint().port(), Optional.of(socket.netns())))
                || !connection.equals(byHost.get(hostId))) {
            answer.completeExceptionally(new AgentOfflineException(hostId));
        }
        return answer.orTimeout(INSPECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .handle((evidence, failure) -> {
                    inquiries.remove(requestId);
                    if (failure == null) {
                        return evidence;
                    }
                    throw failure instanceof TimeoutException
                            ? new AgentTimeoutException(hostId, INSPECT_TIMEOUT)
                            : failure instanceof AgentOfflineException offline
                                    ? offline
                                    : new CompletionException(failure);
                });
    }

    /** Ends the host's connection to this server, if it has one. */
    public void dismiss(UUID hostId, ProblemCode code, String message) {
        of(hostId).ifPresent(connection -> connection.dismiss(code, message));
    }

    /** Those of this server. */
    public List<AgentConnection> all() {
        return List.copyOf(byHost.values());
    }

    int count() {
        return byHost.size();
    }

    /**
     * Makes this the host's connection, unless one that was let in later is there already: between the welcome and this, an agent can have broken off and come back.
     *
     * @return the connection that has to go, which may be this one
     */
    Optional<AgentSession> put(AgentSession session) {
        AtomicReference<@Nullable AgentSession> leaving = new AtomicReference<>();
        byHost.compute(session.hostId(), (_, current) -> {
            if (current == null) {
                return session;
            }
            boolean later = session.admitted() > current.admitted();
            leaving.set(later ? current : session);
            return later ? session : current;
        });
        return Optional.ofNullable(leaving.get());
    }

    /** Forgets a connection that has ended, unless another one has replaced it; true if it was the host's. */
    boolean remove(AgentConnection connection) {
        boolean wasCurrent = byHost.remove(connection.hostId(), connection);
        inquiries.values().stream()
                .filter(inquiry -> inquiry.asked().equals(connection))
                .forEach(inquiry ->
                        inquiry.answer().completeExceptionally(new AgentOfflineException(connection.hostId())));
        return wasCurrent;
    }

    /** Evidence nobody waits for any more, or that another host was asked for, is dropped. */
    void answered(AgentConnection by, AgentFrame.Evidence evidence) {
        Inquiry inquiry = inquiries.get(evidence.requestId());
        if (inquiry != null && inquiry.asked().equals(by)) {
            inquiry.answer().complete(evidence);
        }
    }
}
