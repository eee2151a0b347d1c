package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.AgentFrame.KeysKnown;
import dev.portledger.domain.frame.CommandRule;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.trust.Signed;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Hands on what passed the {@link CommandGate} of one connection, and tells of what did not. */
final class SignedCommands {

    private static final Logger LOG = Logger.getLogger(SignedCommands.class);

    /** How the connection goes on. */
    enum Then {
        GO_ON,
        /** The server is to be told of the key that follows. */
        NEW_KEY_WANTED,
        /** The key that follows is in use. */
        NEW_KEY
    }

    private final HostTrust trust;
    private final InstantSource clock;
    private final ServerCommands commands;
    private final CommandGate gate;

    SignedCommands(HostTrust trust, InstantSource clock, ServerCommands commands) {
        this.trust = trust;
        this.clock = clock;
        this.commands = commands;
        gate = new CommandGate(trust.hostId(), trust.pins(), clock);
    }

    CommandGate gate() {
        return gate;
    }

    Then carryOut(Signed signed) throws IOException {
        return switch (gate.judge(signed)) {
            case CommandGate.Verdict.Genuine(ServerFrame.Act act, Instant deadline) -> carryOut(act, deadline);
            case CommandGate.Verdict.Late(ServerFrame.Act act, Instant deadline) -> {
                refuse(CommandRule.EXPIRED, CommandGate.stopOf(act));
                if (act instanceof ServerFrame.Stop stop) {
                    // its outcome is that it expired: the server waits for one
                    commands.stop(stop, deadline);
                }
                yield Then.GO_ON;
            }
            case CommandGate.Verdict.Refused(CommandRule rule, Optional<UUID> stopId) -> {
                refuse(rule, stopId);
                yield Then.GO_ON;
            }
        };
    }

    private Then carryOut(ServerFrame.Act act, Instant deadline) throws IOException {
        return switch (act) {
            case ServerFrame.Stop stop -> {
                commands.stop(stop, deadline);
                yield Then.GO_ON;
            }
            case ServerFrame.Abort abort -> {
                commands.abort(abort.stopId());
                yield Then.GO_ON;
            }
            case ServerFrame.RotateKey _ -> {
                trust.keys().askForNext();
                yield Then.NEW_KEY_WANTED;
            }
            case ServerFrame.KeyAccepted(String keyId) -> trust.keys().accepted(keyId) ? Then.NEW_KEY : Then.GO_ON;
        };
    }

    /** Whatever comes in no envelope is not carried out, also where this host knows no key. */
    void unsigned(ServerFrame.Act act) {
        refuse(CommandRule.UNSIGNED, CommandGate.stopOf(act));
    }

    /** Takes the set of command keys that follows. @return what the server is to be told, if another one is known now */
    Optional<KeysKnown> follow(Signed statement) throws IOException {
        long before = trust.pins().known().map(set -> set.serial()).orElse(0L);
        Optional<CommandRule> objection = trust.pins().follow(statement);
        objection.ifPresent(rule -> refuse(rule, Optional.empty()));
        return trust.pins().known().filter(set -> set.serial() > before).map(set -> {
            LOG.infof("commands are taken if signed with one of the keys %s", set.keyIds());
            return new KeysKnown(set.serial(), set.keyIds());
        });
    }

    private void refuse(CommandRule rule, Optional<UUID> stopId) {
        trust.refused().add(rule, stopId, clock.instant());
    }
}
