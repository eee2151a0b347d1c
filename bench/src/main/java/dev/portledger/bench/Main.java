package dev.portledger.bench;

/** Starts a benchmark by its name. */
public final class Main {

    private Main() {}

    public static void main(String... args) {
        System.out.println("portledger-bench");
    }
}
