package dev.portledger.agent.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where commands ask the running agent: {@code portledger.agent.socket}. */
sealed interface AnswerSocket {

    /** Where the service of the package has it. */
    Path OF_THE_SERVICE = Path.of("/run/portledger/agent.sock");

    /** Where the service manager gives the agent a folder. */
    record Auto() implements AnswerSocket {
        @Override
        public Optional<Path> toListen() {
            @Nullable String folder = System.getenv("RUNTIME_DIRECTORY");
            return Optional.ofNullable(folder).map(path -> Path.of(path).resolve("agent.sock"));
        }

        @Override
        public Optional<Path> toAsk() {
            return Optional.of(OF_THE_SERVICE);
        }
    }

    record None() implements AnswerSocket {
        @Override
        public Optional<Path> toListen() {
            return Optional.empty();
        }

        @Override
        public Optional<Path> toAsk() {
            return Optional.empty();
        }
    }

    record At(Path file) implements AnswerSocket {
        @Override
        public Optional<Path> toListen() {
            return Optional.of(file);
        }

        @Override
        public Optional<Path> toAsk() {
            return Optional.of(file);
        }
    }

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
    Optional<Path> toListen();

    /** Where a command asks; empty if it does not. */
    Optional<Path> toAsk();
}
