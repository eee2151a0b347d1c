package dev.portledger.local.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the person at the terminal reads while things start, run and end. */
public final class Progress {

    private final PrintStream out;

    public Progress(PrintStream out) {
        this.out = out;
    }

    public synchronized void say(String line) {
        out.println(line);
    }

    public void step(String part, String what) {
        say(String.format(Locale.ROOT, "  %-10s %s", part, what));
    }

    public void ready(String part, Duration took) {
        step(part, String.format(Locale.ROOT, "ready (%.1f s)", took.toMillis() / 1000.0));
    }

    /** A part ended without being asked to. */
    public synchronized void died(String part, String how, List<String> lastLines, Duration again) {
        step(
                part,
                "ended unexpectedly: " + how + "; starting it again in " + again.toSeconds() + " s. Its last lines:");
        lastLines.forEach(line -> say("             | " + line));
    }
}
