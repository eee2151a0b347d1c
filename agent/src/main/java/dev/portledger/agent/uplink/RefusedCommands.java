package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.AgentFrame.CommandRefused;
import dev.portledger.domain.frame.CommandRule;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Counts what was refused, and tells the server: the first of a rule at once, those of the next minute together. Whoever floods this
 * host with forgeries fills neither its outbox nor the audit log.
 */
final class RefusedCommands {

    private static final Logger LOG = Logger.getLogger(RefusedCommands.class);
    private static final Duration TOGETHER = Duration.ofMinutes(1);

    private record Untold(long times, Instant at, Optional<UUID> stopId) {}

    private final Outbox outbox;
    private final Map<CommandRule, Instant> toldAt = new EnumMap<>(CommandRule.class);
    private final Map<CommandRule, Untold> untold = new EnumMap<>(CommandRule.class);
    private long total;

    RefusedCommands(Outbox outbox) {
        this.outbox = outbox;
    }

    synchronized void add(CommandRule rule, Optional<UUID> stopId, Instant now) {
        total++;
        long before = Optional.ofNullable(untold.get(rule)).map(Untold::times).orElse(0L);
        untold.put(rule, new Untold(before + 1, now, stopId));
        tellDue(now);
    }

    /** Tells what has waited for a minute. */
    synchronized void tellDue(Instant now) {
        untold.entrySet().removeIf(entry -> {
            CommandRule rule = entry.getKey();
            Instant last = toldAt.get(rule);
            if (last != null && now.isBefore(last.plus(TOGETHER))) {
                return false;
            }
            Untold what = entry.getValue();
            LOG.warnf("refused as a command, %d times: %s", what.times(), rule.code());
            outbox.appendStop(position -> new CommandRefused(position, rule, what.times(), what.at(), what.stopId()));
            toldAt.put(rule, now);
            return true;
        });
    }

    /** Since the agent started. */
    synchronized long total() {
        return total;
    }
}
