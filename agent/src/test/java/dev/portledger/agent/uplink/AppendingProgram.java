package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.AgentFrame.Gap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** A program that appends to an outbox until it is killed, and prints each position once it is appended. */
final class AppendingProgram {

    private AppendingProgram() {}

    public static void main(String... arguments) throws IOException {
        Outbox outbox = Outbox.open(Path.of(arguments[0]), new Outbox.Limits(64 << 20, 1 << 20), Instant.EPOCH);
        while (true) {
            outbox.append(
                            position -> new Gap(position, Instant.EPOCH, Instant.EPOCH, "x".repeat(500)),
                            1,
                            Instant.EPOCH)
                    .ifPresent(position -> System.out.println(position.epoch() + " " + position.sequence()));
        }
    }
}
