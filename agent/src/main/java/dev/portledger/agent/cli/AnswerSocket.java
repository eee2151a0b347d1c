package dev.portledger.agent.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where commands ask the running agent: {@code portledger.agent.socket}. */
sealed interface AnswerSocket {

    /** Where the service of the package has it. */
    Path OF_THE_SERVICE = Path.of("/run/portledger/agent.sock");

    /** Where the service manager gives the agent a folder. */
    record Auto() implements AnswerSocket {}

    record None() implements AnswerSocket {}

    record At(Path file) implements AnswerSocket {}

    static AnswerSocket of(String word) throws InvalidConfigException {
        return switch (word) {
            case "auto" -> new Auto();
            case "none" -> new None();
            default -> {
                if (!word.startsWith("/")) {
                    throw new InvalidConfigException("socket", "auto, none, or an absolute path, and is " + word);
                }
                yield new At(Path.of(word));
            }
        };
    }

    /** Where the agent listens; empty if it does not. */
    default Optional<Path> toListen() {
        return switch (this) {
            case Auto _ -> {
                @Nullable String folder = System.getenv("RUNTIME_DIRECTORY");
                yield Optional.ofNullable(folder).map(path -> Path.of(path).resolve("agent.sock"));
            }
            case None _ -> Optional.empty();
            case At at -> Optional.of(at.file());
        };
    }

    /** Where a command asks; empty if it does not. */
    default Optional<Path> toAsk() {
        return switch (this) {
            case Auto _ -> Optional.of(OF_THE_SERVICE);
            case None _ -> Optional.empty();
            case At at -> Optional.of(at.file());
        };
    }
}
