package dev.portledger.bench.server;

import java.util.Arrays;
import java.util.Locale;

/** How long the same thing took, again and again. */
final class Timings {

    /** Ascending, not empty. */
    private final double[] millis;

    private Timings(double[] millis) {
        this.millis = millis;
    }

    /** What is measured. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    static Timings of(int warmUp, int runs, Work work) throws Exception {
        for (int i = 0; i < warmUp; i++) {
            work.run();
        }
        double[] millis = new double[runs];
        for (int i = 0; i < runs; i++) {
            long begun = System.nanoTime();
            work.run();
            millis[i] = (System.nanoTime() - begun) / 1e6;
        }
        return ofMillis(millis);
    }

    static Timings ofMillis(double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return new Timings(sorted);
    }

    double median() {
        return millis[millis.length / 2];
    }

    /** The least of them that 95 of 100 do not exceed. */
    double p95() {
        return millis[(int) Math.ceil(millis.length * 0.95) - 1];
    }

    static void printHead(String what) {
        System.out.printf(Locale.ROOT, "%n| %s | median ms | p95 ms |%n|---|---|---|%n", what);
    }

    void print(String what) {
        System.out.printf(Locale.ROOT, "| %s | %.0f | %.0f |%n", what, median(), p95());
    }
}
