package dev.portledger.server.live;

import dev.portledger.server.access.Role;
import dev.portledger.server.access.SessionKey;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.security.RolesAllowed;

/** A browser's end of the feed. It only listens: one that talks is cut off, before a flood of it costs anything. */
@WebSocket(path = "/live", endpointId = LiveSocket.ID)
@RolesAllowed(Role.MAY_VIEW)
public class LiveSocket {

    static final String ID = "live";

    private static final CloseReason NOTHING_TO_SAY = new CloseReason(1008, "this feed takes no messages");

    private final LiveFeed feed;
    private final SecurityIdentity identity;

    LiveSocket(LiveFeed feed, SecurityIdentity identity) {
        this.feed = feed;
        this.identity = identity;
    }

    @OnOpen
    void opened(WebSocketConnection connection) {
        feed.opened(connection, SessionKey.of(identity).orElseThrow());
    }

    @OnClose
    void closed(WebSocketConnection connection) {
        feed.closed(connection);
    }

    @OnTextMessage
    Uni<Void> text(String ignored, WebSocketConnection connection) {
        return connection.close(NOTHING_TO_SAY);
    }

    @OnBinaryMessage
    Uni<Void> binary(Buffer ignored, WebSocketConnection connection) {
        return connection.close(NOTHING_TO_SAY);
    }
}
