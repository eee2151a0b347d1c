package dev.portledger.agent.uplink;

import dev.portledger.agent.file.WholeFile;
import dev.portledger.domain.frame.CommandRule;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.trust.CommandKeySet;
import dev.portledger.domain.trust.PublicKey;
import dev.portledger.domain.trust.Purpose;
import dev.portledger.domain.trust.Signed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Which keys of the server's this host takes commands from, in a file of the state folder. Learnt at enrolment, and from there on only from who had them. */
final class CommandKeyPins {

    private static final String FILE = "command-keys";

    private final Path file;
    private Optional<CommandKeySet> known;

    private CommandKeyPins(Path file, Optional<CommandKeySet> known) {
        this.file = file;
        this.known = known;
    }

    /** @throws IOException when the file is there and cannot be read: taking that for "none" would let anybody in */
    static CommandKeyPins open(Path stateFolder) throws IOException {
        Path file = stateFolder.resolve(FILE);
        try {
            byte[] bytes = Files.readAllBytes(file);
            return new CommandKeyPins(
                    file,
                    Optional.of(FrameJson.payload(bytes, CommandKeySet.class)
                            .orElseThrow(() -> new IOException(
                                    file + " does not hold the server's command keys; remove it, and enrol again"))));
        } catch (NoSuchFileException e) {
            return new CommandKeyPins(file, Optional.empty());
        }
    }

    synchronized Optional<CommandKeySet> known() {
        return known;
    }

    /** The set, empty unless one of its own keys has signed it. */
    static Optional<CommandKeySet> selfSigned(Signed statement) {
        return read(statement).filter(set -> set.key(statement.keyId())
                .flatMap(key -> key.open(Purpose.COMMAND_KEYS, statement))
                .isPresent());
    }

    private static Optional<CommandKeySet> read(Signed statement) {
        try {
            byte[] payload = java.util.Base64.getDecoder().decode(statement.payload());
            return FrameJson.payload(payload, CommandKeySet.class);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Takes a set whatever was known, because a person at this host or its configuration says so. */
    synchronized void pin(CommandKeySet set) throws IOException {
        WholeFile.replace(file, FrameJson.payload(set), true);
        known = Optional.of(set);
    }

    /** Takes the set that follows the known one. @return why not, empty when it is known now or was already */
    synchronized Optional<CommandRule> follow(Signed statement) throws IOException {
        if (known.isEmpty()) {
            return Optional.of(CommandRule.NO_KEY);
        }
        Optional<PublicKey> signer = known.get().key(statement.keyId());
        if (signer.isEmpty()) {
            // one before those that are known, told again to who may have been away
            boolean old = read(statement)
                    .filter(set -> set.serial() <= known.get().serial())
                    .isPresent();
            return old ? Optional.empty() : Optional.of(CommandRule.KEY_UNKNOWN);
        }
        Optional<CommandKeySet> set = signer.get()
                .open(Purpose.COMMAND_KEYS, statement)
                .flatMap(payload -> FrameJson.payload(payload, CommandKeySet.class));
        if (set.isEmpty()) {
            return Optional.of(CommandRule.SIGNATURE_INVALID);
        }
        long serial = set.get().serial();
        if (serial <= known.get().serial()) {
            return Optional.empty();
        }
        if (serial > known.get().serial() + 1) {
            return Optional.of(CommandRule.KEYS_NOT_NEXT);
        }
        pin(set.get());
        return Optional.empty();
    }
}
