package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.CommandBody;
import dev.portledger.domain.frame.CommandRule;
import dev.portledger.domain.frame.CommandTrust;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.trust.CommandKeySet;
import dev.portledger.domain.trust.PublicKey;
import dev.portledger.domain.trust.Purpose;
import dev.portledger.domain.trust.Signed;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;

/** What comes as a command in one connection passes here first; nothing of it is carried out that the server has not signed for this host, this connection and this time. */
final class CommandGate {

    /** What becomes of it. */
    sealed interface Verdict {

        /** @param deadline by the agent's clock */
        record Genuine(ServerFrame.Act act, Instant deadline) implements Verdict {}

        /** Genuine, and too late: not to be carried out, though the server waits for an answer. */
        record Late(ServerFrame.Act act, Instant deadline) implements Verdict {}

        /** @param stopId the stop that it claimed to be of, where that could be read */
        record Refused(CommandRule rule, Optional<UUID> stopId) implements Verdict {}
    }

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SESSION_BYTES = 32;

    /** Some minutes of heartbeats: a server names the last one that it has heard. */
    private static final int REMEMBERED = 64;

    private final UUID hostId;
    private final CommandKeyPins pins;
    private final InstantSource clock;
    private final String session = randomText();
    private final Deque<Instant> said = new ArrayDeque<>();
    private long lastNumber;

    CommandGate(UUID hostId, CommandKeyPins pins, InstantSource clock) {
        this.hostId = hostId;
        this.pins = pins;
        this.clock = clock;
    }

    private static String randomText() {
        byte[] bytes = new byte[SESSION_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** What the hello says of it; empty where this host takes no commands. */
    Optional<CommandTrust> trust() {
        return pins.known().map(set -> new CommandTrust(session, set.serial(), set.keyIds()));
    }

    /** The agent has written this time into a hello or a heartbeat. */
    void said(Instant now) {
        if (said.size() == REMEMBERED) {
            said.removeFirst();
        }
        said.addLast(now);
    }

    Verdict judge(Signed signed) {
        Optional<CommandKeySet> known = pins.known();
        if (known.isEmpty()) {
            return refused(CommandRule.NO_KEY);
        }
        Optional<PublicKey> key = known.get().key(signed.keyId());
        if (key.isEmpty()) {
            return refused(CommandRule.KEY_UNKNOWN);
        }
        Optional<byte[]> payload = key.get().open(Purpose.COMMAND, signed);
        if (payload.isEmpty()) {
            return refused(CommandRule.SIGNATURE_INVALID);
        }
        Optional<CommandBody> body = CommandBody.read(payload.get());
        return body.isEmpty() ? refused(CommandRule.MALFORMED) : judge(body.get());
    }

    private Verdict judge(CommandBody body) {
        ServerFrame.Act act = (ServerFrame.Act) body.act();
        Optional<UUID> stopId = stopOf(act);
        if (!body.hostId().equals(hostId)) {
            return new Verdict.Refused(CommandRule.OTHER_HOST, stopId);
        }
        if (!body.session().equals(session)) {
            return new Verdict.Refused(CommandRule.OTHER_SESSION, stopId);
        }
        if (body.number() <= lastNumber) {
            return new Verdict.Refused(CommandRule.REPLAYED, stopId);
        }
        lastNumber = body.number();
        if (!said.contains(body.heard())) {
            return new Verdict.Refused(CommandRule.DEADLINE_UNKNOWN, stopId);
        }
        Instant deadline;
        try {
            deadline = body.heard().plus(body.within());
        } catch (java.time.DateTimeException | ArithmeticException e) {
            return new Verdict.Refused(CommandRule.DEADLINE_UNKNOWN, stopId);
        }
        return clock.instant().isAfter(deadline) ? new Verdict.Late(act, deadline) : new Verdict.Genuine(act, deadline);
    }

    static Optional<UUID> stopOf(ServerFrame.Act act) {
        return switch (act) {
            case ServerFrame.Stop stop -> Optional.of(stop.stopId());
            case ServerFrame.Abort abort -> Optional.of(abort.stopId());
            case ServerFrame.RotateKey _, ServerFrame.KeyAccepted _ -> Optional.empty();
        };
    }

    private static Verdict refused(CommandRule rule) {
        return new Verdict.Refused(rule, Optional.empty());
    }
}
