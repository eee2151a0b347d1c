package dev.portledger.agent.uplink;

import dev.portledger.domain.trust.CommandKeySet;
import dev.portledger.domain.trust.Signed;
import java.io.IOException;
import java.util.Optional;

/**
 * Decides whether the command keys that came with an enrolment are those of the server that was meant.
 *
 * @param expected {@link dev.portledger.domain.trust.PublicKey#id} of the key, from the command or the configuration: with it nobody between this
 *     host and the server can put a key of his own in its place. Empty: what the first server shows is taken
 */
record ServerKeys(Optional<String> expected) {

    /**
     * @param byPerson whether somebody at this host enrols it; an agent of its own accord never takes keys that contradict those it has,
     *     since anybody on the way can tell it that it is unknown
     * @return the key that commands are signed with; empty where the server showed none
     * @throws ServerKeyException when they are not taken
     */
    Optional<String> pin(CommandKeyPins pins, Optional<Signed> shown, boolean byPerson) throws IOException {
        if (shown.isEmpty()) {
            if (expected.isPresent()) {
                throw new ServerKeyException("the server shows no command key, and " + expected.get() + " is expected");
            }
            return Optional.empty();
        }
        Signed statement = shown.get();
        CommandKeySet set = CommandKeyPins.selfSigned(statement)
                .orElseThrow(
                        () -> new ServerKeyException("the server's command key is not one: its signature is wrong"));
        if (expected.isPresent() && !expected.get().equals(statement.keyId())) {
            throw new ServerKeyException("the server's command key is " + statement.keyId() + ", and " + expected.get()
                    + " is expected: somebody may be between this host and the server, or the key was replaced");
        }
        Optional<CommandKeySet> known = pins.known();
        if (expected.isEmpty() && !byPerson && known.isPresent()) {
            if (known.get().key(statement.keyId()).isEmpty()) {
                throw new ServerKeyException(
                        "the server's command key is " + statement.keyId()
                                + ", which is not the one this host knows; if that is right, enrol it anew by portledger enrol");
            }
            if (set.serial() < known.get().serial()) {
                return Optional.of(statement.keyId());
            }
        }
        pins.pin(set);
        return Optional.of(statement.keyId());
    }
}
