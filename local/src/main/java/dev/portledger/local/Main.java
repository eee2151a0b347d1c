package dev.portledger.local;

/** Starts Portledger on one machine. */
public final class Main {

    private Main() {}

    public static void main(String... args) {
        System.out.println("portledger-local");
    }
}
