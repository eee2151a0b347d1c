package dev.portledger.bench.server;

import java.util.concurrent.TimeUnit;

/** The end of a process that was started here: in order, or else by force. */
final class Ending {

    private Ending() {}

    static void of(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
