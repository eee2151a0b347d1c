package dev.portledger.server.stop;

import java.time.Duration;

/** Times for people. */
final class Words {

    private Words() {}

    /** {@code 500 ms}, {@code 5 s}, {@code 1.5 s}. */
    static String of(Duration time) {
        long millis = time.toMillis();
        return millis < 1000
                ? millis + " ms"
                : millis % 1000 == 0 ? millis / 1000 + " s" : millis / 1000 + "." + millis % 1000 / 100 + " s";
    }
}
