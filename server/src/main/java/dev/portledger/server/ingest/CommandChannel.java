package dev.portledger.server.ingest;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.CommandBody;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.trust.Signed;
import dev.portledger.server.trust.CommandKeys;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Signs the commands of one connection: for its host, this connection and the time of the agent's own clock. */
final class CommandChannel {

    private static final Logger LOG = Logger.getLogger(CommandChannel.class);

    /** What has no deadline of its own. */
    private static final Duration SOON = Duration.ofMinutes(1);

    /** No deadline is later than that, whatever the server's clock was when it was set. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final CommandKeys keys;
    private final AgentLink link;
    private final AgentFrame.Hello hello;
    private final Clock clock;
    private volatile List<String> known;
    private Instant heard;
    private long heardAt = System.nanoTime();
    private long number;

    CommandChannel(CommandKeys keys, AgentLink link, AgentFrame.Hello hello, Clock clock) {
        this.keys = keys;
        this.link = link;
        this.hello = hello;
        this.clock = clock;
        known = hello.trust().map(trust -> trust.keyIds()).orElse(List.of());
        heard = hello.now();
    }

    /** The agent has said that its clock shows this. */
    synchronized void heard(Instant now) {
        heard = now;
        heardAt = System.nanoTime();
    }

    /** The agent knows these keys now. */
    void known(List<String> keyIds) {
        known = List.copyOf(keyIds);
    }

    /** Tells the agent of the sets of keys that it does not know yet. */
    void tellKeys() throws SQLException {
        if (hello.trust().isPresent()) {
            for (Signed set : keys.after(hello.trust().get().serial())) {
                link.send(new ServerFrame.CommandKeys(set));
            }
        }
    }

    /** Why a command would be of no use now, in a sentence for people; empty where it would be taken. */
    Optional<String> objection() throws SQLException {
        if (hello.trust().isEmpty()) {
            return Optional.of("the host's agent does not know this server's command key; enrol the host again");
        }
        CommandKeys.State state = keys.state();
        if (!state.usable()) {
            return Optional.of("this server does not have the command key that hosts know; its log says more");
        }
        return known.contains(state.keyId())
                ? Optional.empty()
                : Optional.of("the host's agent knows another command key than this server's; enrol the host again");
    }

    /** False if it was not sent. Numbers have to arrive in their order. */
    synchronized boolean send(ServerFrame.Act act) {
        Optional<Duration> left = left(act);
        if (hello.trust().isEmpty() || left.isEmpty()) {
            return false;
        }
        Duration within = Duration.ofNanos(System.nanoTime() - heardAt).plus(left.get());
        try {
            Optional<Signed> signed = keys.sign(
                    new CommandBody(hello.hostId(), hello.trust().get().session(), ++number, heard, within, act));
            return signed.isPresent() && link.send(new ServerFrame.Command(signed.get()));
        } catch (SQLException | IOException e) {
            LOG.warnf("a command for host %s could not be signed: %s", hello.hostId(), e.getMessage());
            return false;
        }
    }

    /** How long it is good for; empty where that is over. */
    private Optional<Duration> left(ServerFrame.Act act) {
        return switch (act) {
            case ServerFrame.Stop stop -> {
                Duration left = Duration.between(clock.instant(), stop.deadline());
                yield left.isNegative() ? Optional.empty() : Optional.of(left.compareTo(LONGEST) < 0 ? left : LONGEST);
            }
            case ServerFrame.Abort _, ServerFrame.RotateKey _, ServerFrame.KeyAccepted _ -> Optional.of(SOON);
        };
    }
}
