package dev.portledger.server.live;

import dev.portledger.server.access.RequestOrigin;
import dev.portledger.server.access.SessionKey;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Lets pages of this server in and no others, and not more of them than there is room for. */
@ApplicationScoped
class LiveUpgrade implements HttpUpgradeCheck {

    private final LiveFeed feed;

    LiveUpgrade(LiveFeed feed) {
        this.feed = feed;
    }

    @Override
    public boolean appliesTo(String endpointId) {
        return endpointId.equals(LiveSocket.ID);
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        if (RequestOrigin.isForeign(context.httpRequest())) {
            return CheckResult.rejectUpgrade(403);
        }
        if (!feed.hasRoom()) {
            return CheckResult.rejectUpgrade(503);
        }
        return context.securityIdentity().chain(identity -> {
            Optional<SessionKey> session = SessionKey.of(identity);
            if (session.isEmpty()) {
                return CheckResult.rejectUpgrade(401);
            }
            return feed.hasRoomFor(session.orElseThrow().sessionId())
                    ? CheckResult.permitUpgrade()
                    : CheckResult.rejectUpgrade(429);
        });
    }
}
